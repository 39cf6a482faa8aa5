import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AllocationRequest } from '../../src/model/agent.ts'
import { carryOut } from '../unit/agent/carry-out.ts'
import { FakeHost } from '../unit/agent/fake-host.ts'
import { FakeKernel } from '../unit/agent/fake-kernel.ts'
import { BRIDGED, SEQUENCE } from '../unit/agent/sequence.ts'

let host: FakeHost
beforeEach(() => {
  host = new FakeHost()
})
afterEach(() => host.remove())

describe('a fault at any step', () => {
  it.each([
    ['the first place', [], SEQUENCE[0]],
    ['a place on a bridge', SEQUENCE.slice(0, 1), SEQUENCE[1]],
    ['a grow', SEQUENCE.slice(0, 2), SEQUENCE[2]],
    ['the coming of the process', SEQUENCE.slice(0, 3), SEQUENCE[3]],
    ['a shrink over NumaNodes', SEQUENCE.slice(0, 5), SEQUENCE[5]],
    ['another VF', SEQUENCE.slice(0, 6), SEQUENCE[6]],
    ['another mode of network', SEQUENCE.slice(0, 7), SEQUENCE[7]],
  ] as const)('of %s leaves everything as it was', async (_, before, decision) => {
    host.startProcess(77)
    const kernel = new FakeKernel(host.root)
    const agent = await host.open({}, kernel)
    for (const earlier of before) await carryOut(agent, earlier)
    await agent.apply({ ...BRIDGED, pod: 'x', decisionId: 'x', holding: { ...BRIDGED.holding, ...SPARE } })
    expect((await agent.release('x'))?.kind).toBe('released')
    const picture = host.picture()
    let isDone = false
    for (let n = 1; !isDone; n++) {
      let seen = 0
      kernel.beforeWrite = (words) => {
        seen++
        if (seen === n) throw new Error(`injected at ${words}`)
      }
      const outcome = await agent.apply(decision as AllocationRequest)
      kernel.beforeWrite = () => undefined
      isDone = outcome.kind === 'applied'
      if (isDone) expect(n).toBeGreaterThan(1)
      else {
        expect(outcome, `fault ${n}`).toMatchObject({ kind: 'failed', undone: expect.anything() })
        expect(JSON.stringify(outcome), `fault ${n}`).not.toContain('"undo"')
        expect(host.picture(), `fault ${n}: ${JSON.stringify(outcome)}`).toEqual(picture)
      }
    }
  })
})

/** What no pod of the sequence holds. */
const SPARE = { cpus: '3', ip: '10.3.4.99', mac: '02:00:0a:03:04:63', memoryMib: { '0': 10 }, diskMib: { disk0: 10 } }
