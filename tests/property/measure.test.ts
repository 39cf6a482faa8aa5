import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareFigures } from '../../simulator/planner/comparison.ts'
import { diffPlacements, PlacementLog } from '../../simulator/planner/placement-diff.ts'
import { Occupancy } from '../../simulator/record/occupancy.ts'
import { type RunFigures, RunMeasure } from '../../simulator/record/run-measure.ts'
import { createEngine } from '../../src/engine/engine.ts'
import { createDecisionWriter } from '../../src/model/decision-text.ts'
import type { Fleet } from '../../src/model/fleet.ts'
import type { Decision, Holding } from '../../src/model/holding.ts'
import { createHoldingReader } from '../../src/model/holding-words.ts'
import { parseDecision } from '../../src/model/parse/decision.ts'
import { commands, componentLists } from '../../src/prove/arbitraries.ts'
import { instantsOf } from '../../src/prove/drive.ts'
import { fleets } from '../../src/prove/fleets.ts'
import { type RecordedInstant, recordCase } from '../../src/prove/recording.ts'
import { runs } from './seed.ts'

/** An IO share without a disk is refused where scenarios and logs are read. */
const readable = componentLists.map((components) => {
  return components.map((request) => (request.diskMib === 0 ? { ...request, ioKibps: 0 } : request))
})

/** A made-up story and its ending: every host is back and every pod gone. */
const stories = fc.record({ fleet: fleets, components: readable, commands }).map(({ fleet, components, commands }) => {
  const proof = { fleet, instants: instantsOf(fleet, components, commands), luck: 1 }
  return { fleet, instants: recordCase(proof, createEngine).instants }
})

interface Measured {
  readonly figures: RunFigures
  readonly placements: PlacementLog
  readonly occupancy: Occupancy
  readonly resizes: number
}

type ReadHolding = (decision: Exclude<Decision, { kind: 'refuse' }>) => Holding

/** Measures what an engine was told and decided; read gives what a decision's pod holds after it. */
function measured(fleet: Fleet, instants: readonly RecordedInstant[], read: ReadHolding): Measured {
  const measure = new RunMeasure(fleet, instants[instants.length - 1].atUs)
  const placements = new PlacementLog()
  let resizes = 0
  for (const { events, decisions } of instants) {
    for (const event of events) measure.observe(event)
    for (const decision of decisions) {
      const { atUs, kind, pod, cause } = decision
      const holding = kind === 'refuse' || kind === 'release' ? null : read(decision)
      measure.decide({ atUs, kind, pod: pod.name, cause, holding })
      if (holding !== null && kind !== 'resize') placements.note(pod.name, atUs, fleet.hosts[holding.host].name)
      if (kind === 'resize') resizes++
    }
  }
  return { figures: measure.finish(), placements, occupancy: measure.occupancy, resizes }
}

/** What the decision's line says, read back. */
function textReader(fleet: Fleet): ReadHolding {
  const write = createDecisionWriter(fleet)
  const reader = createHoldingReader(fleet)
  return (decision) => {
    const line = parseDecision(write(decision))
    if (!line.ok || line.value.kind === 'release' || line.value.kind === 'refuse') throw new Error(JSON.stringify(line))
    const holding = reader.holding(line.value)
    if (!holding.ok) throw new Error(JSON.stringify(holding.faults))
    return holding.value
  }
}

test('a run compared with itself is the same, whether its text or its holdings are measured', () => {
  let placed = 0
  let resizes = 0
  fc.assert(
    fc.property(stories, ({ fleet, instants }) => {
      const a = measured(fleet, instants, textReader(fleet))
      const b = measured(fleet, instants, ({ holding }) => holding)
      expect(a.figures).toEqual(b.figures)
      const pairs = [a, b].map(({ figures }) => ({ a: figures, b: b.figures }))
      for (const { difference } of compareFigures(pairs)) {
        expect(difference === null || (difference.mean === 0 && !difference.isDistinguishable)).toBe(true)
      }
      const diff = diffPlacements(a.placements, b.placements, 9)
      expect(diff).toEqual({ both: a.placements.stays.size, onlyA: 0, onlyB: 0, elsewhere: 0, first: [] })
      placed += diff.both
      resizes += a.resizes
    }),
    runs(150),
  )
  expect(placed).toBeGreaterThan(300)
  expect(resizes).toBeGreaterThan(30)
})

test('when every pod is gone and every host is back, what is free is what an empty fleet has', () => {
  fc.assert(
    fc.property(stories, ({ fleet, instants }) => {
      const { occupancy, figures } = measured(fleet, instants, ({ holding }) => holding)
      const empty = new Occupancy(fleet)
      expect(occupancy.rooms).toEqual(empty.rooms)
      expect(occupancy.addresses).toEqual(empty.addresses)
      expect(occupancy.hostsInUse).toBe(0)
      expect(figures.waiting).toBe(0)
    }),
    runs(150),
  )
})
