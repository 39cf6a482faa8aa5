import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { startSimulation } from '../../simulator/simulate.ts'
import type { SimulationOptions } from '../../simulator/simulation-options.ts'
import { createDecisionWriter } from '../../src/model/decision-text.ts'
import type { Scenario } from '../../src/model/scenario.ts'
import { READING_US, scenarios } from './made-scenarios.ts'
import { runs } from './seed.ts'
import { alone, halfOf, twice } from './twice.ts'

/** What a run says: lines as in its logs, by the instant of each. */
interface Line {
  readonly atUs: number
  readonly text: string
}

function played(wanted: Scenario, more: Partial<SimulationOptions> = {}): readonly Line[] {
  const lines: Line[] = []
  const write = createDecisionWriter(wanted.fleet)
  const simulation = startSimulation(wanted, {
    seed: 5,
    profile: null,
    onEvent: (event) => lines.push({ atUs: event.atUs, text: JSON.stringify(event) }),
    onDecision: (decision) => lines.push({ atUs: decision.atUs, text: write(decision) }),
    onRecord: (record) => lines.push({ atUs: record.atUs, text: JSON.stringify(record) }),
    ...more,
  })
  while (simulation.advance(1_000));
  return lines
}

const upTo = (lines: readonly Line[], atUs: number): readonly Line[] => lines.filter((line) => line.atUs <= atUs)

/** Every instant of the scenario put off. */
function later(wanted: Scenario, byUs: number): Scenario {
  const { games, hostFaults, durationUs } = wanted
  return {
    ...wanted,
    durationUs: durationUs + byUs,
    games: games.map((each) => {
      return { ...each, startUs: each.startUs + byUs, endUs: each.endUs === null ? null : each.endUs + byUs }
    }),
    hostFaults: hostFaults.map((fault) => ({ ...fault, atUs: fault.atUs + byUs })),
  }
}

/** Instants in a line, each moved; names hold none of that length. */
function moved({ atUs, text }: Line, byUs: number): Line {
  return { atUs: atUs + byUs, text: text.replace(/"(atUs)":(\d+)/g, (_, key, us) => `"${key}":${Number(us) + byUs}`) }
}

describe('a run', () => {
  test('is the same later when all of it begins later', () => {
    fc.assert(
      fc.property(scenarios, fc.integer({ min: 1, max: 50 }), (wanted, readings) => {
        const byUs = readings * READING_US
        const whole = played(wanted)
        expect(played(later(wanted, byUs))).toEqual(whole.map((line) => moved(line, byUs)))
      }),
      runs(25),
    )
  })

  test('does not depend on the order of games, components and faults', () => {
    fc.assert(
      fc.property(scenarios, fc.nat(), (wanted, turns) => {
        const turned = <T>(list: readonly T[]): T[] => {
          const at = list.length === 0 ? 0 : turns % list.length
          return [...list.slice(at), ...list.slice(0, at)].reverse()
        }
        const games = turned(wanted.games).map((each) => ({ ...each, components: turned(each.components) }))
        expect(played({ ...wanted, games, hostFaults: turned(wanted.hostFaults) })).toEqual(played(wanted))
      }),
      runs(25),
    )
  })

  test('knows nothing of what comes: cut at an instant it has said what it says up to there as a whole', () => {
    let cut = 0
    fc.assert(
      fc.property(scenarios, fc.integer({ min: 1, max: 12_000 }), fc.nat(), (wanted, atUs, which) => {
        const whole = played(wanted)
        // Its end is sampled and nothing happens in it, so an end right after the instant leaves all up to there.
        expect(upTo(played({ ...wanted, durationUs: atUs + 1 }), atUs)).toEqual(upTo(whole, atUs))
        const { name: host } = wanted.fleet.hosts[which % wanted.fleet.hosts.length]
        const hostFaults = [...wanted.hostFaults, { atUs: atUs + 1, host, downUs: 500 }]
        const other = played({ ...wanted, hostFaults })
        expect(upTo(other, atUs)).toEqual(upTo(whole, atUs))
        if (other.length !== whole.length) cut++
      }),
      runs(25),
    )
    // Most of those faults made another future.
    expect(cut).toBeGreaterThan(5)
  })

  test('is the same when it is cut at any instants and goes on', () => {
    fc.assert(
      fc.property(scenarios, fc.array(fc.nat(12_000), { maxLength: 5 }), (wanted, cuts) => {
        const lines: Line[] = []
        const simulation = startSimulation(wanted, {
          seed: 5,
          profile: null,
          onEvent: (event) => {
            lines.push({ atUs: event.atUs, text: JSON.stringify(event) })
          },
        })
        for (const atUs of cuts.sort((a, b) => a - b)) {
          while (simulation.advance(3, atUs));
          expect(simulation.nowUs).toBeLessThanOrEqual(atUs)
          expect(upTo(lines, atUs)).toEqual(lines)
        }
        while (simulation.advance(1_000));
        expect(lines).toEqual(played(wanted, { onDecision: () => {}, onRecord: () => {} }))
      }),
      runs(25),
    )
  })
})

test('twice the hosts with twice the games, apart in two regions, are two of the same run, host by host', () => {
  let placed = 0
  fc.assert(
    fc.property(scenarios, (drawn) => {
      const once = alone(drawn)
      const single = halfOf(
        played(once).map(({ text }) => text),
        '',
      )
      const double = played(twice(once)).map(({ text }) => text)
      expect(halfOf(double, '')).toEqual(single)
      expect(halfOf(double, 'twin-')).toEqual(single)
      placed += single.length
    }),
    runs(25),
  )
  expect(placed).toBeGreaterThan(300)
})
