import type { Engine } from '../engine/engine.ts'
import type { Event } from '../model/event.ts'
import type { Instant } from './drive.ts'
import type { ProofCase } from './proof-case.ts'

/** What is not as it was at the start, after the events of some instants. */
interface Unsettled {
  readonly pods: Set<string>
  readonly down: Set<string>
  readonly cordoned: Set<string>
  readonly foreign: Set<string>
  readonly tainted: Set<string>
}

function unsettledAfter(instants: readonly Instant[]): Unsettled {
  const after: Unsettled = {
    pods: new Set(),
    down: new Set(),
    cordoned: new Set(),
    foreign: new Set(),
    tainted: new Set(),
  }
  for (const event of instants.flatMap(({ events }) => events)) {
    if (event.kind === 'request' || event.kind === 'adopt') after.pods.add(event.pod)
    else if (event.kind === 'release') after.pods.delete(event.pod)
    else if (event.kind === 'host-lost') after.down.add(event.host)
    else if (event.kind === 'host-recovered') after.down.delete(event.host)
    else if (event.kind === 'cordon') after.cordoned.add(event.host)
    else if (event.kind === 'uncordon') after.cordoned.delete(event.host)
    else if (event.kind === 'foreign') after.foreign.add(event.host)
    else if (event.kind === 'taint') after.tainted.add(event.host)
  }
  return after
}

/**
 * The end of every story, told to an engine that has lived through it, instant by instant: hosts are back, the use of
 * others ends and taints are as they were, then, round by round, what is placed goes, so that what waits has all the
 * room there is; once a round places nothing more, what still waits goes too. Rounds are bounded by the pods that wait
 * (law L12).
 *
 * say  observes the events of the next instant and decides
 */
export function settle(
  { fleet, instants }: Pick<ProofCase, 'fleet' | 'instants'>,
  engine: Engine,
  say: (instant: Instant) => void,
): void {
  const { pods, down, cordoned, foreign, tainted } = unsettledAfter(instants)
  let atUs = (instants.at(-1)?.atUs ?? 0) + 1000
  const next = (events: (nowUs: number) => Event[]): void => {
    say({ atUs, events: events(atUs) })
    atUs += 1000
  }
  next((nowUs) => [
    ...[...down].map((host) => ({ atUs: nowUs, kind: 'host-recovered', host }) as const),
    ...[...cordoned].map((host) => ({ atUs: nowUs, kind: 'uncordon', host }) as const),
    ...[...foreign].map((host) => ({ atUs: nowUs, kind: 'foreign', host, cpus: '', memoryMib: {} }) as const),
    ...fleet.hosts.flatMap(({ name: host, taints = [] }) =>
      tainted.has(host) ? [{ atUs: nowUs, kind: 'taint', host, taints } as const] : [],
    ),
  ])
  for (let rounds = engine.pendingCount + 1; rounds > 0; rounds--) {
    const placed = [...pods].filter((pod) => engine.holding(pod) !== null)
    if (placed.length === 0) break
    next((nowUs) => placed.map((pod) => released(pod, nowUs)))
    for (const pod of placed) pods.delete(pod)
  }
  if (pods.size > 0) next((nowUs) => [...pods].map((pod) => released(pod, nowUs)))
}

function released(pod: string, atUs: number): Event {
  return { atUs, kind: 'release', pod, cause: 'game-end' }
}
