import { describe, expect, it } from 'vitest'
import type { HoldingWords } from '../../../../src/model/decision.ts'
import type { PlanIntent } from '../../../../src/model/plan.ts'
import { applied, benchOf, created, did, intrude, reached } from './bench-of-plans.ts'
import { pending, snapshotOf } from './snapshot.ts'

const SIX = snapshotOf(
  2,
  Array.from({ length: 6 }, (_, i) => pending(`a/${i}`)),
)
const BIND: readonly PlanIntent[] = [{ kind: 'bind' }]

describe('resume after a step was taken back', () => {
  /** Halted by a clash at step 3, which is taken back; nobody is in the way any more. */
  async function clashedBench(intents: readonly PlanIntent[] = BIND) {
    const bench = benchOf(SIX, { concurrency: 1 })
    await created(bench, intents, { waves: { canary: 0, size: 6 } })
    bench.target.fault = (call) => {
      return call === '3 forward bind' ? { kind: 'clash', host: 'h1', reason: 'x has Cpu 4' } : null
    }
    await applied(bench)
    const halted = await reached(bench, ['halted'])
    bench.target.fault = () => null
    bench.target.asked.length = 0
    const pod = bench.target.truth.pods.get('a/2')
    if (pod === undefined) throw new Error('a/2 is there')
    return { bench, halted, pod }
  }

  it('goes on with a pod that was made again and asks for the same', async () => {
    const { bench, pod } = await clashedBench()
    const again = { ...pod, uid: 'another' }
    bench.target.truth.setPod('a/2', again, 'owner')
    await did(bench, 'resume')
    const end = await reached(bench, ['applied'])
    expect(bench.target.truth.pods.get('a/2')).toMatchObject({ uid: 'another', holding: end.spec.steps[2].after })
    await did(bench, 'rollback')
    await reached(bench, ['rolled-back'])
    expect(bench.target.truth.pods.get('a/2')?.holding).toBeNull()
  })

  it.each<[string, (pod: ReturnType<typeof pending>) => ReturnType<typeof pending> | null, string]>([
    ['is gone', () => null, 'a/2: no such pod'],
    ['is of another size', (pod) => ({ ...pod, cpus: 3 }), 'a/2: 3 Cpus and 1024 MiB'],
    [
      'asks for another network',
      (pod) => ({ ...pod, request: { ...pod.request, network: 'sriov' } }),
      'asks for something else',
    ],
    ['is another game', (pod) => ({ ...pod, game: 'other' }), 'asks for something else'],
    ['is ending', (pod) => ({ ...pod, state: 'terminating' }), 'a/2: a pod that is ending'],
    ['is bound by somebody else', (pod) => ({ ...pod, state: 'bound', holding: { ...HELD } }), 'a/2: a pod on h2 with'],
  ])('is refused at once, and touches nothing, when the pod %s', async (_, change, found) => {
    const { bench, pod } = await clashedBench()
    const next = change(pod)
    bench.target.truth.setPod('a/2', next === null ? null : { ...next, decision: 'other' }, 'owner')
    const refused = await bench.service.act('plan-a', 'resume', 'ada')
    expect(refused).toMatchObject({
      kind: 'stale',
      faults: [{ path: 'steps.3', found: expect.stringContaining(found) }],
    })
    expect(bench.target.asked).toEqual([])
    expect(bench.service.get('plan-a')?.status.state).toBe('halted')
    await did(bench, 'rollback')
    await reached(bench, ['rolled-back'])
  })

  it('is refused when somebody has what the step was to give', async () => {
    const { bench, halted } = await clashedBench()
    intrude(bench, halted, 3)
    expect(await bench.service.act('plan-a', 'resume', 'ada')).toMatchObject({
      kind: 'stale',
      faults: [{ path: 'pods.a/2' }],
    })
    expect(bench.target.asked).toEqual([])
  })

  it('makes a pod again that the plan itself had made, unless there is one of that name', async () => {
    const { bench, halted } = await clashedBench([
      { kind: 'bind', pods: ['a/0', 'a/1'] },
      { kind: 'create', game: 'duel', zone: 'z1', component: 'logic', request: pending('x').request, pods: ['new'] },
    ])
    expect(halted.status.steps[2].state).toBe('failed')
    bench.target.truth.setPod('new', { ...pending('new'), decision: 'other' }, 'somebody')
    expect(await bench.service.act('plan-a', 'resume', 'ada')).toMatchObject({
      kind: 'stale',
      faults: [{ path: 'steps.3', found: 'new: a pod of that name' }],
    })
    bench.target.truth.setPod('new', null, 'somebody')
    await did(bench, 'resume')
    await reached(bench, ['applied'])
    expect(bench.target.truth.pods.get('new')?.holding).toEqual(halted.spec.steps[2].after)
  })

  it('looks again when it was halted once more before the step was begun', async () => {
    const { bench, pod } = await clashedBench()
    bench.target.truth.setPod('x/9', { ...pending('x/9'), decision: '' }, 'somebody')
    bench.target.fault = (call) => (call === '3 forward bind' ? { kind: 'refused', reason: 'no' } : null)
    await did(bench, 'resume')
    await reached(bench, ['halted'])
    expect(pod.holding).toBeNull()
    bench.target.fault = () => null
    await did(bench, 'resume')
    await reached(bench, ['applied'])
  })
})

const HELD: HoldingWords = {
  host: 'h2',
  cpus: '1',
  memoryMib: { 0: 1024 },
  network: 'bridge',
  ip: '10.0.0.99',
  segment: 's',
  mac: '02:00:0a:00:00:63',
}
