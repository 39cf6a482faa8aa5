import { expect, test } from 'vitest'
import { KubeDefault } from '../../../../src/engine/kube-default/kube-default.ts'
import { type Baseline, baselineNamed } from '../../../../src/model/baseline.ts'
import type { Event } from '../../../../src/model/event.ts'
import type { Host } from '../../../../src/model/fleet.ts'
import { fleetOf, PLAIN, smtHost } from '../small-fleet.ts'

/** Two NumaNodes of 8 Cpus; one GPU on the first, three on the second, which the plugin prefers in this order. */
const HOST: Host = {
  ...smtHost('a'),
  gpus: [1, 0, 1, 1].map((numa, i) => ({ name: `gpu${i}`, numa })),
}

/** What pods of so many GPUs and 2 Cpus hold of both, one after another; why they fail. */
function placed(profile: string, ...counts: readonly number[]): readonly string[] {
  const scheduler = new KubeDefault(fleetOf([HOST]), baselineNamed(profile) as Baseline)
  const events = counts.flatMap((gpus, i): Event[] => {
    const who = { game: 'g', component: `c${i}` }
    const request = { ...PLAIN, gpus }
    const size = { cpus: 2, memoryMib: 1024 }
    return [
      { atUs: 0, kind: 'component', ...who, request },
      {
        atUs: 0,
        kind: 'request',
        pod: `g/z/c${i}-0`,
        game: 'g',
        zone: 'z',
        component: `c${i}`,
        ...size,
        cause: 'launch',
      },
    ]
  })
  for (const event of events) scheduler.observe(event)
  return scheduler.decide(0).map((decision) => {
    if (decision.kind === 'place') return `gpus ${decision.holding.gpus} cpus ${decision.holding.cpus}`
    return decision.kind === 'refuse' ? (decision.failure?.reason ?? decision.reasons[0].filter) : decision.kind
  })
}

test('without a topology policy GPUs are those that the plugin prefers, wherever the Cpus are', () => {
  expect(placed('kube-default', 2, 1)).toEqual(['gpus 0,1 cpus 0,8', 'gpus 2 cpus 1,9'])
})

test('Cpus and GPUs are aligned as the policy has it, and a pod whose GPUs lie apart fails', () => {
  expect(placed('kube-single-numa-node', 2, 1, 1)).toEqual([
    'gpus 0,2 cpus 4,12',
    'gpus 1 cpus 0,8',
    'gpus 3 cpus 5,13',
  ])
  expect(placed('kube-single-numa-node', 2, 2)).toEqual(['gpus 0,2 cpus 4,12', 'TopologyAffinityError'])
  expect(placed('kube-single-numa-node', 4)).toEqual(['TopologyAffinityError'])
  // Four GPUs lie on two NUMA nodes at best, the Cpus on one: no set is preferred by both.
  expect(placed('kube-restricted', 4)).toEqual(['TopologyAffinityError'])
  expect(placed('kube-best-effort', 4)).toEqual(['gpus 0,1,2,3 cpus 0,8'])
  expect(placed('kube-best-effort', 2, 2)).toEqual(['gpus 0,2 cpus 4,12', 'gpus 1,3 cpus 0,8'])
})
