import { expect, test } from 'vitest'
import type { Decision } from '../../src/model/holding.ts'
import { bundled, runScenario } from './run-scenario.ts'

const HOUR_US = 3_600_000_000

const scenario = bundled('module-loss', 'smoke')
const { hosts } = scenario.fleet
const { decisions, events, summary } = runScenario(scenario)
type Place = Extract<Decision, { kind: 'place' }>
const placesOf = (component: string): Map<string, Place[]> => {
  const places = new Map<string, Place[]>()
  for (const decision of decisions) {
    if (decision.kind !== 'place' || decision.pod.component !== component) continue
    places.set(decision.pod.name, [...(places.get(decision.pod.name) ?? []), decision])
  }
  return places
}

test('a rack, a module and an IDC go whole, and are noticed host by host', () => {
  const lost = (fromUs: number, toUs: number): string[] => {
    const seen = events.filter(({ atUs, kind }) => kind === 'host-lost' && atUs >= fromUs && atUs < toUs)
    return seen.flatMap((event) => ('host' in event ? [event.host] : [])).sort()
  }
  const named = (key: 'rack' | 'module' | 'idc', name: string): string[] =>
    hosts.filter((host) => host[key] === name).map((host) => host.name)
  const [least, most] = [20_000_000, 40_000_001]
  expect(lost(12 * HOUR_US + least, 12 * HOUR_US + most)).toEqual(named('rack', 'sz-a-m01-r02'))
  expect(lost(20 * HOUR_US + least, 20 * HOUR_US + most)).toEqual(named('module', 'sz-a-m01'))
  expect(lost(36 * HOUR_US + least, 36 * HOUR_US + most)).toEqual(named('idc', 'sz-a'))
  expect(summary.recovery).toMatchObject({
    host: { hosts: 1 },
    rack: { hosts: 2 },
    module: { hosts: 4 },
    idc: { hosts: 8 },
  })
  for (const { podsBack, pods } of Object.values(summary.recovery ?? {})) expect(podsBack).toBe(pods)
})

test('a lobby takes its address to the other module, and waits where that does not reach', () => {
  let [moved, waited] = [0, 0]
  for (const places of placesOf('lobby').values()) {
    expect(new Set(places.map(({ holding }) => holding.ip)).size).toBe(1)
    for (const [i, place] of places.entries()) {
      if (i > 0 && hosts[place.holding.host].module !== hosts[places[i - 1].holding.host].module) moved++
      if (place.atUs === 37 * HOUR_US) waited++
    }
  }
  expect(moved).toBeGreaterThan(0)
  expect(waited).toBeGreaterThan(0)
  expect(summary.placeWaitUs.max).toBeLessThanOrEqual(HOUR_US)
})

test('databases go on elsewhere with their volumes, and others are found later than they answer', () => {
  for (const places of placesOf('database').values()) {
    expect(new Set(places.map(({ holding }) => holding.volumePool)).size).toBe(1)
  }
  expect(summary.afterHostLoss?.volumesKept).toBeGreaterThan(10)
  const { readyUs, backUs, pathMibLost } = summary.recovery?.module ?? {}
  expect(backUs?.p50).toBeGreaterThan(readyUs?.p50 ?? Infinity)
  // A second per probe of detection and a start at least, and no more than the slowest of both and the slowest name.
  expect(readyUs?.p50).toBeGreaterThan(28_000_000)
  expect(backUs?.max).toBeLessThan((40 + 45 + 1 + 30 + 40) * 1_000_000)
  expect(pathMibLost).toBeGreaterThan(0)
})
