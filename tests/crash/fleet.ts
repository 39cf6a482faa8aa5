import type { PlanRequest } from '../../src/model/plan.ts'
import type { ObservedPod, Snapshot } from '../../src/model/snapshot.ts'
import { PLAIN } from '../unit/engine/small-fleet.ts'
import { hostName, pending, requestFor, running, snapshotOf } from '../unit/live/plans/snapshot.ts'
import type { TargetWords } from './world.ts'

const EACH = 10
const HOSTS = 16
const names = (kind: string): string[] => Array.from({ length: EACH }, (_, i) => `a/${kind}-${i}`)

/** Two pods a host on hosts from `first`, one on each NumaNode. */
function placed(kind: string, first: number, octet: number): ObservedPod[] {
  return names(kind).map((name, i) => {
    return running(name, {
      host: hostName(first + (i >> 1), HOSTS),
      numa: i % 2 === 0 ? 0 : 1,
      first: 0,
      cpus: 2,
      octet: octet + i,
    })
  })
}

/** Sixteen hosts: five each whose pods are released, resized and moved, and one with one pod to be drained. */
export function crashFleet(): Snapshot {
  const drained = running('a/drain-0', { host: hostName(HOSTS, HOSTS), first: 0, cpus: 2, octet: 60 })
  return snapshotOf(HOSTS, [
    ...placed('release', 1, 20),
    ...placed('resize', 6, 30),
    ...placed('migrate', 11, 40),
    ...names('bind').map((name) => pending(name)),
    drained,
  ])
}

/**
 * Fifty decisions, ten of each kind of step; one of the moves is a drain. Agents know no pods that are there and on no
 * host, so on them ten more are created in place of those bound.
 */
export function crashRequest(target: TargetWords['kind']): PlanRequest {
  const create = { kind: 'create', game: 'duel', zone: 'z1', component: 'logic', request: PLAIN } as const
  const template = { spec: { containers: [{ name: 'game', image: 'game:1' }] } }
  const made = target === 'kubernetes' ? { ...create, template } : create
  return requestFor(
    [
      ...names('release').map((pod) => ({ kind: 'release', pod }) as const),
      ...names('resize').map((pod, i) => ({ kind: 'resize', pod, cpus: i < 5 ? 4 : 1, memoryMib: 1024 }) as const),
      ...names('migrate')
        .slice(1)
        .map((pod) => ({ kind: 'migrate', pod }) as const),
      { kind: 'drain', host: hostName(HOSTS, HOSTS) },
      target === 'sandbox' ? { ...made, pods: names('bind') } : { kind: 'bind' },
      { ...made, pods: names('create') },
    ],
    { waves: { canary: 1, size: 16 } },
  )
}
