import { randomStream } from '../../base/random.ts'
import type { Event } from '../../model/event.ts'
import type { Fleet, PoolBinding, VolumePool } from '../../model/fleet.ts'
import type { EngineFactory } from '../drive.ts'
import type { Breach } from '../proof-case.ts'
import type { Recording } from '../recording.ts'
import { differenceIn } from './trace.ts'

/**
 * L7: the order in which pods and hosts are listed changes nothing. Lives through the recording again with the events
 * of each instant listed backwards, as far as they allow, and every list that is a set backwards too; then with the
 * events in a drawn order. (The order of hosts in a user's file is gone before an engine sees them.)
 */
export function orderBreach(fleet: Fleet, { instants }: Recording, luck: number, create: EngineFactory): Breach | null {
  const stream = randomStream(luck, 'order')
  const ways = [
    { name: 'listed backwards', fleet: backwards(fleet), pick: (count: number) => count - 1, turn: turned },
    { name: 'listed in another order', fleet, pick: (count: number) => stream.below(count), turn: asIs },
  ]
  for (const { name, fleet: listed, pick, turn } of ways) {
    const again = instants.map(({ atUs, events }) => ({ atUs, events: reordered(events, pick).map(turn) }))
    const difference = differenceIn(listed, again, instants, create)
    if (difference !== null) return { law: 'L7', message: `${name}, ${difference}`, line: null, inLog: false }
  }
  return null
}

/**
 * Events of an instant in another order that says the same: those of one pod stay in theirs, and so do those about
 * what is held now (found, forgotten, lost, used by others), for one of them may free what the next one takes.
 *
 * pick  which of so many events that may come next comes next
 */
export function reordered(events: readonly Event[], pick: (count: number) => number): Event[] {
  const waitsFor = events.map((event, i) => predecessors(events, event, i))
  const done = new Set<number>()
  const order: Event[] = []
  while (order.length < events.length) {
    const next = events.flatMap((_, i) => (!done.has(i) && waitsFor[i].every((each) => done.has(each)) ? [i] : []))
    const chosen = next[pick(next.length)]
    done.add(chosen)
    order.push(events[chosen])
  }
  return order
}

const HELD_NOW = /^(adopt|forget|foreign|host-lost|host-recovered)$/

function predecessors(events: readonly Event[], event: Event, at: number): number[] {
  return events.slice(0, at).flatMap((earlier, i) => {
    if (earlier.kind === 'component') return event.kind === 'component' ? [] : [i]
    const ofOnePod = 'pod' in earlier && 'pod' in event && earlier.pod === event.pod
    const ofOneHost = 'host' in earlier && 'host' in event && earlier.host === event.host
    const ofHeld = HELD_NOW.test(earlier.kind) && HELD_NOW.test(event.kind)
    return ofOnePod || ofOneHost || ofHeld ? [i] : []
  })
}

function asIs(event: Event): Event {
  return event
}

function turned(event: Event): Event {
  if (event.kind !== 'component') return event
  const { where } = event.request
  const lists = Object.entries(where).map(([kind, names]) => [kind, [...names].reverse()])
  return { ...event, request: { ...event.request, where: Object.fromEntries(lists) } }
}

function backwards(fleet: Fleet): Fleet {
  return {
    ...fleet,
    segments: fleet.segments.map((each) => ({ ...each, networks: [...each.networks].reverse() })),
    pools: fleet.pools.map((pool) => ({ ...pool, boundTo: listedBackwards(pool.boundTo) })),
    ...(fleet.volumePools === undefined ? {} : { volumePools: fleet.volumePools.map(volumePoolBackwards) }),
  }
}

function volumePoolBackwards(pool: VolumePool): VolumePool {
  return pool.boundTo === undefined ? pool : { ...pool, boundTo: listedBackwards(pool.boundTo) }
}

function listedBackwards(boundTo: PoolBinding): PoolBinding {
  return Object.fromEntries(Object.entries(boundTo).map(([kind, names]) => [kind, [...names].reverse()]))
}
