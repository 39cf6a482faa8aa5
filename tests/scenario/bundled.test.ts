import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { US_PER_DAY, US_PER_HOUR } from '../../src/base/units.ts'
import type { Fleet } from '../../src/model/fleet.ts'
import { parseFleet } from '../../src/model/parse/fleet.ts'
import { canonicalScenario, parseScenarioFile, resolveScenario } from '../../src/model/parse/scenario.ts'
import { SCENARIO_SIZES, type Scenario, type ScenarioSize } from '../../src/model/scenario.ts'
import { runs } from '../property/seed.ts'
import { accepted, LIBRARY, namesIn, textOf } from '../unit/parse/bundled.ts'

function resolved(text: string, size: ScenarioSize): Scenario {
  return accepted(resolveScenario(accepted(parseScenarioFile(text)), size, LIBRARY))
}

function bundled(name: string, size: ScenarioSize): Scenario {
  return resolved(textOf('', name) ?? '', size)
}

describe.each(namesIn(''))('%s', (name) => {
  it.each(SCENARIO_SIZES)('resolves at size %s, and its fleet reads back as it is', (size) => {
    const scenario = bundled(name, size)
    expect([scenario.name, scenario.size]).toEqual([name, size])
    expect(accepted(parseFleet(JSON.parse(JSON.stringify(scenario.fleet))))).toEqual(scenario.fleet)
  })

  it('names the seed numbers it shows in its first lines', () => {
    expect((textOf('', name) ?? '').split('apiVersion')[0]).toMatch(/\(S\d+/)
  })
})

test.each([
  ['pods that give way', 'shared-hosts'],
  ['groups', 'new-servers'],
])('a cache that lags is not modelled for %s', (_, name) => {
  const document = parse(textOf('', name) ?? '')
  document.spec.cache = { check: 'off', lag: ['50ms', '2s'] }
  const read = resolveScenario(accepted(parseScenarioFile(stringify(document))), 'smoke', LIBRARY)
  expect(read).toMatchObject({ ok: false, faults: [{ path: 'spec.cache', expected: 'one of the two' }] })
})

test('a year of hours has one sample an hour', () => {
  const scenario = bundled('fleet-year', 'bench')
  const launched = scenario.games.find((game) => game.name === 'arena-001')
  // Two days before the start, the year, and its last instant.
  expect(launched?.startUs).toBe(-2 * US_PER_DAY)
  expect(launched?.curve.samples.length).toBe(367 * 24 + 1)
  expect(launched?.curve.stepUs).toBe(US_PER_HOUR)
})

test('games of one group differ in size, start and daily cycle, and their homes take turns', () => {
  const cards = bundled('fleet-year', 'bench').games.filter((game) => game.name.startsWith('cards-'))
  expect(cards.length).toBe(30)
  expect(new Set(cards.map((game) => game.peakPlayers)).size).toBeGreaterThan(28)
  expect(new Set(cards.map((game) => game.curve.name)).size).toBe(5)
  const level = cards.filter((game) => game.curve.name === 'evergreen-weekend')
  expect(new Set(level.map((game) => game.curve.samples.slice(0, 24).join())).size).toBe(level.length)
  const homes = cards.slice(0, 8).map((game) => game.components[0].request.where.idcs?.join())
  expect(homes).toEqual(['tj-a', 'yto-a', 'sz-b', 'sh-b', 'sz-a', 'sh-a', 'sh-a', 'sz-a'])
})

test('another seed, another year: a game draws from the seed and its own name alone', () => {
  const text = textOf('', 'fleet-year') ?? ''
  const game = (source: string, name: string): unknown =>
    resolved(source, 'smoke').games.find((entry) => entry.name === name)
  const document = parse(text)
  document.spec.games = document.spec.games.filter((group: { name: string }) => group.name === 'cards')
  document.spec.games[0].count = 9
  expect(game(stringify(document), 'cards-002')).toEqual(game(text, 'cards-002'))
  expect(game(text.replace('drawSeed: 20210412', 'drawSeed: 7'), 'cards-002')).not.toEqual(game(text, 'cards-002'))
})

test('running before the scenario or not, a shape is the same at the same time', () => {
  const text = textOf('', 'fleet-year') ?? ''
  const samplesAt = (start: string, us: number): number => {
    const document = parse(text)
    document.spec.games = [
      { name: 'one', template: 'web-platform', curves: ['evergreen-weekend'], peakPlayers: 1000, start },
    ]
    const [game] = resolved(stringify(document), 'smoke').games
    return game.curve.samples[(us - game.startUs) / game.curve.stepUs]
  }
  for (const hour of [0, 5, 100])
    expect(samplesAt('-300d', hour * US_PER_HOUR)).toBe(samplesAt('0h', hour * US_PER_HOUR))
})

/** A fleet.json with its hosts, and the NICs and disks of each, in the opposite order. */
function reverseLists(fleet: Fleet): Fleet {
  const hosts = fleet.hosts.map((host) => {
    return { ...host, nics: [...host.nics].reverse(), disks: [...host.disks].reverse() }
  })
  return { ...fleet, hosts: hosts.reverse() }
}

describe('the order in the file leaves no trace', () => {
  const documents = namesIn('').map((name) => parse(textOf('', name) ?? ''))
  const before = documents.map((document) => canonicalScenario(resolved(stringify(document), 'smoke')))

  const shuffled = <T>(items: readonly T[]): fc.Arbitrary<T[]> =>
    fc.shuffledSubarray([...items], { minLength: items.length, maxLength: items.length })

  test('of host groups, games, segment groups, segments and pools', () => {
    const orders = fc.tuple(
      ...documents.map((document) => {
        const { fleet, games, hostFaults } = document.spec
        return fc.record({
          hostGroups: shuffled(fleet.hostGroups),
          segmentGroups: shuffled(fleet.segmentGroups),
          segments: shuffled(fleet.segments ?? []),
          pools: shuffled(fleet.pools ?? []),
          games: shuffled(games),
          hostFaults: shuffled(hostFaults ?? []),
        })
      }),
    )
    fc.assert(
      fc.property(orders, (chosen) => {
        for (const [i, { games, hostFaults, ...fleet }] of chosen.entries()) {
          const document = structuredClone(documents[i])
          document.spec = { ...document.spec, fleet: { ...document.spec.fleet, ...fleet }, games, hostFaults }
          expect(canonicalScenario(resolved(stringify(document), 'smoke'))).toBe(before[i])
        }
      }),
      runs(6),
    )
  })

  test('of hosts listed one by one, and of the same hosts in a fleet.json', () => {
    const host = fc.record({
      topology: fc.constantFrom('epyc-corona', 'cts1-quartz-smt1', 'eas-tioga'),
      idc: fc.constantFrom('a', 'b'),
      rack: fc.constantFrom('r1', 'r2'),
    })
    const hosts = fc.array(host, { minLength: 2, maxLength: 6 }).map((entries) =>
      entries.map(({ topology, idc, rack }, i) => {
        const place = { region: 'south', idc, module: `${idc}-m01`, rack: `${idc}-m01-${rack}` }
        const disks = [
          { name: 'b', capacity: '2Gi', io: '1Mi' },
          { name: 'a', capacity: '1Gi', io: '2Mi' },
        ]
        return { name: `h${i}`, topology, ...place, sriov: { '*': i }, disks }
      }),
    )
    const listed = hosts.chain((entries) => fc.record({ entries: fc.constant(entries), other: shuffled(entries) }))
    const scenarioOf = (entries: readonly object[]): Scenario => {
      const document = parse(textOf('', 'launch-day') ?? '')
      document.spec.fleet = { hosts: entries }
      document.spec.games = []
      document.spec.hostFaults = []
      return resolved(stringify(document), 'smoke')
    }
    fc.assert(
      fc.property(listed, ({ entries, other }) => {
        const scenario = scenarioOf(entries)
        expect(canonicalScenario(scenarioOf(other))).toBe(canonicalScenario(scenario))
        const reversed = reverseLists(scenario.fleet)
        expect(accepted(parseFleet(reversed))).toEqual(scenario.fleet)
      }),
      runs(25),
    )
  })
})

test('the canonical text has its keys in one order and no spaces', () => {
  const scenario = bundled('launch-day', 'smoke')
  const turned = Object.fromEntries(Object.entries(scenario).reverse()) as unknown as Scenario
  expect(canonicalScenario(turned)).toBe(canonicalScenario(scenario))
  const asLists = JSON.stringify(scenario, (_, value) => (value instanceof Float64Array ? [...value] : value))
  expect(JSON.parse(canonicalScenario(scenario))).toEqual(JSON.parse(asLists))
  expect(canonicalScenario(scenario).startsWith('{"delays":{"bindUs":{"fromUs":20000,"toUs":120000}')).toBe(true)
})
