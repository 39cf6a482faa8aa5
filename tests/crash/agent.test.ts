import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AgentOnFakeKernel } from './agent-cell.ts'

/** Every how many moments the process is killed here; `npm run test:long` takes each. */
const STRIDE = 23

let agent: AgentOnFakeKernel

beforeAll(async () => {
  agent = await AgentOnFakeKernel.open()
})
afterAll(() => agent.close())

describe('kill -9 in ten decisions', () => {
  it('has a few hundred moments to be killed at', () => {
    expect(agent.moments).toBeGreaterThan(200)
  })

  it('is gone on with after a restart: nothing lost, nothing done twice, the same end', () => {
    for (let moment = 1; moment <= agent.moments; moment += STRIDE) {
      expect(agent.killedAt(moment), `killed at ${moment}`).toBe('')
    }
  })

  it('sends a virtual function home with no step made twice', () => {
    // Each moment of the release in which the function's interface goes down, is renamed and leaves the namespace.
    for (let moment = 196; moment <= 203; moment++) expect(agent.killedAt(moment), `killed at ${moment}`).toBe('')
  })

  it('gets to the same end when every life is a short one', () => {
    const { lives, fault } = agent.inLivesOf(11)
    expect(lives).toBeGreaterThan(10)
    expect(fault).toBe('')
  })
}, 120_000)
