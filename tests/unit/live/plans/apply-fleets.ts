import type { PlanIntent } from '../../../../src/model/plan.ts'
import { PLAIN } from '../../engine/small-fleet.ts'
import { pending, running, snapshotOf } from './snapshot.ts'

/** Two hosts, and six pods that wait. */
export const SIX = snapshotOf(
  2,
  Array.from({ length: 6 }, (_, i) => pending(`a/${i}`)),
)
export const BIND: readonly PlanIntent[] = [{ kind: 'bind' }]
/** Pods for `EVERY_KIND`, which has a step of each kind. */
export const EVERY = snapshotOf(3, [
  running('a/0', { host: 'h1', first: 0, cpus: 4, octet: 10 }),
  running('a/1', { host: 'h1', numa: 1, first: 0, cpus: 2, octet: 11 }),
  running('a/2', { host: 'h2', first: 0, cpus: 2, octet: 12 }),
  pending('a/3', { cpus: 4 }),
])
export const EVERY_KIND: readonly PlanIntent[] = [
  { kind: 'release', pod: 'a/0' },
  { kind: 'resize', pod: 'a/1', cpus: 4, memoryMib: 2048 },
  { kind: 'migrate', pod: 'a/2' },
  { kind: 'bind' },
  { kind: 'create', game: 'duel', zone: 'z1', component: 'logic', request: PLAIN, pods: ['a/4'] },
]
