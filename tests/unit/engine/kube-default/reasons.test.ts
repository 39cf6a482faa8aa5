import { expect, test } from 'vitest'
import { KubeDefault } from '../../../../src/engine/kube-default/kube-default.ts'
import { type Baseline, baselineNamed } from '../../../../src/model/baseline.ts'
import type { PodRequest } from '../../../../src/model/request.ts'
import { fleetOf, PLAIN, smtHost } from '../small-fleet.ts'

/** A pod of each component in turn, on one host; the filter that refuses the last. */
function refused(...requests: readonly (readonly [string, Partial<PodRequest>])[]): string {
  const scheduler = new KubeDefault(fleetOf([smtHost('a')]), baselineNamed('kube-default') as Baseline)
  for (const [i, [component, request]] of requests.entries()) {
    const who = { game: 'g', component }
    const asked = { pod: `g/z/${component}-${i}`, zone: 'z', cpus: 1, memoryMib: 64, cause: 'launch' } as const
    scheduler.observe({ atUs: 0, kind: 'component', ...who, request: { ...PLAIN, ...request } })
    scheduler.observe({ atUs: 0, kind: 'request', ...who, ...asked })
  }
  const last = scheduler.decide(0).at(-1)
  return last?.kind === 'refuse' ? last.reasons.map(({ filter }) => filter).join() : `${last?.kind}`
}

const ONE = { spread: [{ scope: 'zone', domain: 'host', limit: 1 }] } as const
const peer = (kind: 'near' | 'apart', component: string) =>
  ({ peers: [{ kind, component, scope: 'zone', domain: 'host' }] }) as const

test.each([
  [
    'a second pod of a limit of one',
    [
      ['a', ONE],
      ['a', ONE],
    ],
    'SpreadLimit',
  ],
  [
    'a pod that keeps off another component',
    [
      ['a', {}],
      ['b', peer('apart', 'a')],
    ],
    'Apart',
  ],
  [
    'a pod that another component keeps off',
    [
      ['a', peer('apart', 'b')],
      ['b', {}],
    ],
    'Apart',
  ],
  ['a pod that wants to be near one that is nowhere', [['b', peer('near', 'a')]], 'Near'],
] as const)('%s', (_, requests, filter) => {
  expect(refused(...requests)).toBe(filter)
})
