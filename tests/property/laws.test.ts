import fc from 'fast-check'
import { expect, test } from 'vitest'
import { startAudit } from '../../simulator/checker/audit.ts'
import { createEngine } from '../../src/engine/engine.ts'
import { createDecisionWriter } from '../../src/model/decision-text.ts'
import type { Fleet } from '../../src/model/fleet.ts'
import type { PodIdentity } from '../../src/model/holding.ts'
import type { PodRequest } from '../../src/model/request.ts'
import { commands, componentLists, fleets } from '../../src/prove/arbitraries.ts'
import { drive, type Instant, instantsOf } from '../../src/prove/drive.ts'
import { runs } from './seed.ts'

const worlds = fc.record({ fleet: fleets, components: componentLists, commands })

function linesOf(fleet: Fleet, instants: readonly Instant[]): string[] {
  const write = createDecisionWriter(fleet)
  const lines: string[] = []
  drive(createEngine(fleet), instants, { decision: (decision) => lines.push(write(decision)) })
  return lines
}

test('L1 to L5 and L8 to L13: the auditor finds nothing in any log the engine writes', () => {
  const seen = new Map<string, number>()
  const count = (word: string): unknown => seen.set(word, (seen.get(word) ?? 0) + 1)
  fc.assert(
    fc.property(worlds, ({ fleet, components, commands }) => {
      const audit = startAudit(fleet)
      const write = createDecisionWriter(fleet)
      const requestOf = ({ component }: PodIdentity): PodRequest => components[Number(component.slice(1))]
      drive(createEngine(fleet), instantsOf(fleet, components, commands, false), {
        event: (event) => {
          count(event.kind)
          audit.event(JSON.stringify(event))
        },
        decision: (decision) => {
          if (decision.kind === 'place' || decision.kind === 'resize') {
            const { numa, fullCores } = requestOf(decision.pod)
            if (numa === 'spread') count(`${decision.kind} evenly`)
            if (fullCores) count(`${decision.kind} of full cores`)
            if (decision.holding.cpuMilli > 0) count(`${decision.kind} of shared Cpus`)
          }
          if (decision.kind === 'refuse') for (const { filter } of decision.reasons) count(filter)
          else if (decision.holding.gpus.length > 0) count('with GPU')
          else if (decision.holding.nic >= 0) count(`with NIC, ${decision.holding.network}`)
          count(decision.kind === 'refuse' ? `${decision.action} refused` : `${decision.kind} ${decision.cause}`)
          audit.decision(write(decision))
        },
      })
      expect(audit.finish().violations).toEqual([])
    }),
    runs(1500),
  )
  const often = ['adopt', 'foreign', 'cordon', 'migrate drain', 'migrate refused', 'release bind-failed']
  often.push('Gpu', 'Nic', 'with GPU', 'with NIC, sriov', 'with NIC, bridge')
  const sizes = ['evenly', 'of full cores', 'of shared Cpus'].flatMap((what) => [`place ${what}`, `resize ${what}`])
  for (const word of sizes) expect([word, seen.get(word) ?? 0]).toEqual([word, expect.toSatisfy((n) => n > 50)])
  for (const word of often) expect([word, seen.get(word) ?? 0]).toEqual([word, expect.toSatisfy((n) => n > 200)])
})

test('L6: when every pod is released and every host is back, the columns equal the empty fleet bit for bit', () => {
  fc.assert(
    fc.property(worlds, ({ fleet, components, commands }) => {
      const engine = createEngine(fleet)
      const empty = engine.columns()
      drive(engine, instantsOf(fleet, components, commands, true))
      expect(engine.columns()).toEqual(empty)
      expect([engine.pendingCount, engine.placedCount, engine.groupCount]).toEqual([0, 0, 0])
    }),
    runs(500),
  )
})

test('L6: a fork leaves no trace, neither in the columns nor in what is decided afterwards', () => {
  const split = fc.record({ fleet: fleets, components: componentLists, commands, at: fc.nat(99), length: fc.nat(99) })
  let decidedAfterwards = 0
  fc.assert(
    fc.property(split, ({ fleet, components, commands, at, length }) => {
      const instants = instantsOf(fleet, components, commands, false)
      const cut = at % instants.length
      const [first, second] = [instants.slice(0, cut), instants.slice(cut)]
      const write = createDecisionWriter(fleet)
      const after = (fork: boolean): string[] => {
        const engine = createEngine(fleet)
        drive(engine, first)
        const before = engine.columns()
        if (fork) engine.withFork((what) => drive(what, second.slice(0, 1 + (length % second.length))))
        expect(engine.columns()).toEqual(before)
        const lines: string[] = []
        drive(engine, second, { decision: (decision) => lines.push(write(decision)) })
        return lines
      }
      const lines = after(true)
      decidedAfterwards += lines.length
      expect(lines).toEqual(after(false))
    }),
    runs(500),
  )
  expect(decidedAfterwards).toBeGreaterThan(1000)
})

test('L7: the order in which requests of an instant are observed changes nothing', () => {
  fc.assert(
    fc.property(worlds, fc.infiniteStream(fc.nat(1000)), ({ fleet, components, commands }, draws) => {
      const instants = instantsOf(fleet, components, commands, false)
      const shuffled = instants.map(({ atUs, events }) => ({ atUs, events: shuffleRequests(events, draws) }))
      expect(linesOf(fleet, shuffled)).toEqual(linesOf(fleet, instants))
    }),
    runs(500),
  )
})

/** Permutes the requests among their places: other events keep theirs, for a pod is asked for before it is resized. */
function shuffleRequests(events: Instant['events'], draws: Iterator<number>): Instant['events'] {
  const spokenOf = new Set(
    events.flatMap((event) =>
      'pod' in event && event.kind !== 'request' && event.kind !== 'adopt' ? [event.pod] : [],
    ),
  )
  const places = events.flatMap((event, i) => (event.kind === 'request' && !spokenOf.has(event.pod) ? [i] : []))
  const keyed = places.map((place) => ({ event: events[place], key: Number(draws.next().value) }))
  keyed.sort((a, b) => a.key - b.key)
  const result = [...events]
  places.forEach((place, i) => {
    result[place] = keyed[i].event
  })
  return result
}
