import { expect, test } from 'vitest'
import { KubeDefault } from '../../../../src/engine/kube-default/kube-default.ts'
import { type Baseline, baselineNamed } from '../../../../src/model/baseline.ts'
import { fleetOf, PLAIN, smtHost } from '../small-fleet.ts'

/** What pods of so many exclusive and shared Cpus hold of 16, one after another: `CPUS/MILLI`; a failure's reason. */
function held(...sizes: readonly (readonly [number, number])[]): readonly string[] {
  const scheduler = new KubeDefault(fleetOf([smtHost('a')]), baselineNamed('kube-default') as Baseline)
  for (const [i, [cpus, cpuMilli]] of sizes.entries()) {
    const who = { game: 'g', component: `c${i}` }
    const asked = { pod: `g/z/c${i}-0`, zone: 'z', cpus, cpuMilli, memoryMib: 1024, cause: 'launch' } as const
    scheduler.observe({ atUs: 0, kind: 'component', ...who, request: PLAIN })
    scheduler.observe({ atUs: 0, kind: 'request', ...who, ...asked })
  }
  return scheduler.decide(0).map((decision) => {
    if (decision.kind === 'place') return `${decision.holding.cpus}/${decision.holding.cpuMilli}`
    return decision.kind === 'refuse' ? (decision.failure?.reason ?? decision.reasons[0].filter) : decision.kind
  })
}

test('whole shared Cpus are shared and no pod’s own, beside exclusive ones or alone', () => {
  expect(held([2, 1000], [0, 2000], [0, 1500])).toEqual(['0,8/1000', '/2000', '/1500'])
})

test('a host is full of shared Cpus when their sum is what it has', () => {
  const pods = Array.from({ length: 8 }, () => [0, 2000] as const)
  expect(held(...pods, [0, 1000])).toEqual([...pods.map(() => '/2000'), 'Cpus'])
})
