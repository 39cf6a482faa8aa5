import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareWithScheduler, SchedulingTally } from './compare-scheduler.ts'
import { schedulingCase } from './scheduler-cases.ts'
import { INVALID_SPECS } from './scheduler-invalid.ts'

const SEED = Number(process.env['BERTH_SEED'] ?? 20261128)
const VERDICTS_MIN = 10_000

describe('the engine as kube-scheduler', () => {
  it(`refuses and scores every node as kube-scheduler's own code does (seed ${SEED})`, async () => {
    const tally = new SchedulingTally()
    const numbers = fc.uniqueArray(fc.nat(), { minLength: 10, maxLength: 10 })
    await fc.assert(
      fc.asyncProperty(numbers, async (batch) => {
        const cases = batch.map((number) => schedulingCase(SEED, number))
        expect(await compareWithScheduler(cases, tally)).toEqual([])
      }),
      // A difference names its cluster already, and smaller numbers make no smaller clusters.
      { seed: SEED, numRuns: 10, endOnFailure: true },
    )
    process.stderr.write(`kube-scheduler: seed ${SEED}, ${tally}\n`)
    expect(tally.verdicts).toBeGreaterThan(VERDICTS_MIN)
  })

  it('refuses every pod that the API server refuses', async () => {
    const node = { metadata: { name: 'n00' }, status: { allocatable: { cpu: '4', memory: '8Gi', pods: '99' } } }
    const containers = [{ name: 'c', image: 'berth/lobby:1' }]
    const pending = INVALID_SPECS.map((spec, i) => ({
      metadata: { name: `p${i}`, labels: { app: 'a0' } },
      spec: { containers, ...spec },
    }))
    const tally = new SchedulingTally()
    const given = { id: 'invalid', namespaces: [], services: [], nodes: [node], pods: [], pending }
    expect(await compareWithScheduler([JSON.parse(JSON.stringify(given))], tally)).toEqual([])
    expect(tally.counts.get('invalid')).toBe(INVALID_SPECS.length)
  })
})
