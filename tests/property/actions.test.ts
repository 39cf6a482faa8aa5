import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createEngine, type Engine } from '../../src/engine/engine.ts'
import type { Decision, Holding } from '../../src/model/holding.ts'
import { type Instant, instantsOf } from '../../src/prove/drive.ts'
import { worldsOf } from '../../src/prove/worlds.ts'
import { machines } from './machines.ts'
import { runs } from './seed.ts'

const MOVES_MAX = 2

/** An engine after everything that happened, the pods that were ever asked for, and the time after it all. */
function livedThrough(
  engine: Engine,
  instants: readonly Instant[],
): { readonly pods: readonly string[]; nowUs: number } {
  const pods = new Set<string>()
  let nowUs = 0
  for (const { atUs, events } of instants) {
    for (const event of events) {
      engine.observe(event)
      if (event.kind === 'request' || event.kind === 'adopt') pods.add(event.pod)
      if (event.kind === 'release') pods.delete(event.pod)
    }
    engine.decide(atUs)
    nowUs = atUs + 1
  }
  return { pods: [...pods].sort(), nowUs }
}

/** What comes of asking pods to migrate; nothing stays of it. */
function moved(engine: Engine, nowUs: number, pods: readonly string[]): readonly Decision[] {
  return engine.withFork((fork) => {
    for (const pod of pods) fork.observe({ atUs: nowUs, kind: 'migrate', pod, cause: 'plan' })
    return fork.decide(nowUs)
  })
}

function setsOf(pods: readonly string[], count: number): string[][] {
  if (count === 0) return [[]]
  return pods.flatMap((pod, i) => setsOf(pods.slice(i + 1), count - 1).map((rest) => [pod, ...rest]))
}

function cost(holdings: readonly Holding[]): readonly [number, number, number] {
  const milli = holdings.reduce((sum, { cpus, cpuMilli }) => sum + 1000 * cpus.length + cpuMilli, 0)
  const memoryMib = holdings.reduce((sum, holding) => sum + holding.memoryMib.reduce((a, b) => a + b, 0), 0)
  return [holdings.length, milli, memoryMib]
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, i) => value !== b[i])
  return at < 0 ? 0 : a[at] - b[at]
}

test('room is made by the fewest and cheapest moves off one host, and by no move when none does', () => {
  let made = 0
  let none = 0
  fc.assert(
    fc.property(worldsOf({ machines, commandsMax: 40, profile: null }), ({ fleet, components, commands }) => {
      const engine = createEngine(fleet)
      const { pods, nowUs } = livedThrough(engine, instantsOf(fleet, components, commands))
      const placed = pods.filter((pod) => engine.holding(pod) !== null)
      const held = (pod: string): Holding => engine.holding(pod) as Holding
      for (const pod of pods.filter((each) => engine.holding(each) === null).slice(0, 2)) {
        const before = engine.columns()
        const found = engine.makeRoom(nowUs, pod, MOVES_MAX)
        expect(engine.columns()).toEqual(before)
        let best: readonly number[] | null = null
        for (let count = 1; count <= MOVES_MAX && best === null; count++) {
          for (const set of setsOf(placed, count)) {
            if (new Set(set.map((each) => held(each).host)).size > 1) continue
            const own = moved(engine, nowUs, set)
            const place = own.find((decision) => decision.kind === 'place' && decision.pod.name === pod)
            const moves = own.filter(({ kind }) => kind === 'migrate')
            // A set that frees another host than its own, by a rule it leaves, is no room made by leaving.
            if (place === undefined || moves.length < count) continue
            if (place.kind === 'place' && place.holding.host !== held(set[0]).host) continue
            const price = cost(set.map(held))
            if (best === null || compare(price, best) < 0) best = price
          }
        }
        if (found === null) {
          none++
          expect(best).toBe(null)
          continue
        }
        made++
        const moves = found.filter((decision) => decision.kind === 'migrate')
        expect(
          moved(
            engine,
            nowUs,
            moves.map((move) => move.pod.name),
          ),
        ).toEqual(expect.arrayContaining([...found]))
        if (best !== null) expect(compare(cost(moves.map((move) => held(move.pod.name))), best)).toBeLessThanOrEqual(0)
      }
    }),
    runs(600),
  )
  expect(made).toBeGreaterThan(4)
  expect(none).toBeGreaterThan(20)
})

test('hosts are emptied only where it pays, and the moves do it', () => {
  let emptiedCount = 0
  fc.assert(
    fc.property(
      worldsOf({ machines, commandsMax: 40, profile: 'pack' }),
      fc.integer({ min: 1, max: 12 }),
      (world, host) => {
        const { fleet, components, commands } = world
        const engine = createEngine(fleet)
        const { pods, nowUs } = livedThrough(engine, instantsOf(fleet, components, commands))
        const hostsInUse = (): Set<number> => {
          return new Set(pods.flatMap((pod) => engine.holding(pod)?.host ?? []))
        }
        const prices = { host, move: 2 }
        const before = engine.columns()
        const emptied = engine.consolidate(nowUs, prices)
        expect(engine.columns()).toEqual(before)
        for (const { host: from, moves } of emptied) {
          emptiedCount++
          expect(moves.length * prices.move).toBeLessThan(prices.host)
          const inUse = hostsInUse()
          const empty = fleet.hosts.filter((_, i) => !inUse.has(i))
          for (const { name } of empty) engine.observe({ atUs: nowUs, kind: 'cordon', host: name })
          for (const { pod } of moves) engine.observe({ atUs: nowUs, kind: 'migrate', pod: pod.name, cause: 'plan' })
          const own = engine.decide(nowUs).filter(({ kind }) => kind === 'migrate')
          expect(own.map(({ pod }) => pod.name)).toEqual(moves.map(({ pod }) => pod.name))
          inUse.delete(from)
          expect(hostsInUse()).toEqual(inUse)
        }
      },
    ),
    runs(300),
  )
  expect(emptiedCount).toBeGreaterThan(12)
})
