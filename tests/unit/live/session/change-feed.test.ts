import { expect, test } from 'vitest'
import { createEngine } from '../../../../src/engine/engine.ts'
import { ChangeFeed } from '../../../../src/live/session/change-feed.ts'
import type { ObservedPod } from '../../../../src/model/snapshot.ts'
import { pending, running, snapshotOf } from '../plans/snapshot.ts'

const WISH = { group: { name: 'g/set', pods: 2 } }

function grouped(name: string, more: Partial<ObservedPod> = {}): ObservedPod {
  return { ...pending(name, { cpus: 10, numa: 'preferred' }), wish: WISH, ...more }
}

/** A feed, and an engine that lives through what it tells. */
function start(hosts: number) {
  const feed = new ChangeFeed(new Set(['h1', 'h2'].slice(0, hosts)))
  const engine = createEngine(snapshotOf(hosts, []).fleet)
  return (atUs: number, pods: readonly ObservedPod[]): string[] => {
    const events = feed.eventsOf(snapshotOf(hosts, pods), atUs, (pod) => engine.holding(pod) !== null)
    for (const event of events) engine.observe(event)
    const told = events.flatMap((event) => {
      if (event.kind === 'request') return [`${event.pod} in ${event.group ?? 'none'}`]
      return event.kind === 'component' ? [] : [event.kind]
    })
    return [...told, ...engine.decide(atUs).map(({ kind, pod }) => `${kind} ${pod.name}`)]
  }
}

test('pods of a group are asked for once all are there, in one instant, and get their places together', () => {
  const round = start(2)
  expect(round(1, [grouped('g/a'), pending('g/x')])).toEqual(['g/x in none', 'place g/x'])
  expect(round(2, [grouped('g/a')])).toEqual(['release', 'release g/x'])
  const asked = ['g/a in g/set', 'g/b in g/set']
  expect(round(3, [grouped('g/a'), grouped('g/b')])).toEqual([...asked, 'place g/a', 'place g/b'])
  expect(round(4, [grouped('g/a'), grouped('g/b')])).toEqual([])
})

test('a group that does not fit is refused as one; a pod made anew after its turn is on its own', () => {
  const round = start(1)
  const refused = ['g/a in g/set', 'g/b in g/set', 'refuse g/b']
  expect(round(1, [grouped('g/a'), grouped('g/b')])).toEqual(refused)
  // The owner gives one up and makes it anew: the other is a group of one until then, and has its turn.
  expect(round(2, [grouped('g/a'), grouped('g/b', { uid: 'another' })])).toEqual(['release', 'place g/a'])
  const bound = { ...running('g/a', { host: 'h1', first: 0, cpus: 4, octet: 10 }), wish: WISH }
  const alone = round(3, [{ ...bound, state: 'bound' }, grouped('g/b', { uid: 'another' })])
  expect(alone).toEqual(['g/b in none', 'refuse g/b'])
})

test('a pod with a scheduling gate is asked for once the gate is open, and its group with it', () => {
  const round = start(2)
  const gated = { isGated: true } as const
  const before = round(1, [pending('g/x'), { ...pending('g/y'), ...gated }, grouped('g/a'), grouped('g/b', gated)])
  expect(before).toEqual(['g/x in none', 'place g/x'])
  const bound: ObservedPod = { ...running('g/x', { host: 'h1', first: 0, cpus: 1, octet: 10 }), state: 'bound' }
  const opened = round(2, [bound, pending('g/y'), grouped('g/a'), grouped('g/b')])
  expect(opened.filter((word) => word.includes(' in '))).toEqual(['g/a in g/set', 'g/b in g/set', 'g/y in none'])
})

test('a pod with a gate that is gone again was never asked for', () => {
  const round = start(1)
  expect(round(1, [{ ...pending('g/y'), isGated: true }])).toEqual([])
  expect(round(2, [])).toEqual([])
})
