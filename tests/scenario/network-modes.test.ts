import { expect, test } from 'vitest'
import { startSimulation } from '../../simulator/simulate.ts'
import type { NetworkModel } from '../../src/model/network.ts'
import type { ComponentTraffic } from '../../src/model/network-summary.ts'
import { bundled } from './run-scenario.ts'

const scenario = bundled('network-modes', 'smoke')
const DAY_US = 86_400_000_000

/** One of the scenario's days on its own. */
function dayWith(rps: boolean, irqPinning: boolean) {
  const network = { ...(scenario.network as NetworkModel), tuning: [{ fromUs: 0, rps, irqPinning }] }
  const simulation = startSimulation({ ...scenario, durationUs: DAY_US, network }, { seed: 1, profile: null })
  while (!simulation.done) simulation.advance(10_000)
  const told = simulation.summary().network
  const of = (game: string, component: string): ComponentTraffic => {
    const found = told?.components.find((each) => each.game === game && each.component === component)
    if (found === undefined) throw new Error(`${game} ${component}`)
    return found
  }
  return { of, told, carried: (game: string) => of(game, 'battle').packetsCarried / of(game, 'battle').packetsOffered }
}

test('SR-IOV carries what a bridge loses; packet steering and bound interrupts give it back', () => {
  const [bare, steered, pinned] = [dayWith(false, false), dayWith(true, false), dayWith(true, true)]
  for (const game of ['bridge', 'overlay', 'nat']) {
    expect(bare.carried(game)).toBeLessThan(0.6)
    expect(steered.carried(game)).toBeGreaterThan(0.9)
    expect(pinned.carried(game)).toBeGreaterThan(steered.carried(game))
  }
  for (const game of ['sriov', 'dual']) expect(bare.carried(game)).toBe(1)
  // The one pod that all packets pass needs steering on SR-IOV too.
  expect(bare.of('sriov', 'access').packetsLost.vf).toBeGreaterThan(0)
  expect(bare.of('sriov', 'access').playerHoursDegraded).toBeGreaterThan(0)
  expect(steered.of('sriov', 'access').packetsLost.vf).toBe(0)
  // Overlay adds more than a bridge, which adds more than a VF.
  const p50 = (game: string): number => pinned.of(game, 'battle').addedUs.p50 ?? 0
  expect(p50('sriov')).toBeLessThan(p50('bridge'))
  expect(p50('bridge')).toBeLessThan(p50('overlay'))
  expect(bare.told?.ranOutCounts.gateway).toBe(0)
  expect(
    pinned.told?.ranOut
      .filter(({ kind }) => kind === 'gateway')
      .map(({ name }) => name)
      .sort(),
  ).toEqual(['sz-nat', 'sz-overlay'])
  expect(pinned.of('bridge', 'battle').playerHoursDegraded).toBe(0)
})

test('what is recorded of components adds up to what is recorded of all', () => {
  const simulation = startSimulation({ ...scenario, durationUs: DAY_US / 2 }, { seed: 1, profile: null })
  while (!simulation.done) simulation.advance(10_000)
  const { series } = simulation
  const at = series.length - 1
  const sum = (kind: string): number =>
    series.names.filter((name) => name.endsWith(`:${kind}`)).reduce((total, name) => total + series.column(name)[at], 0)
  expect(series.names.filter((name) => name.startsWith('nat/'))).toHaveLength(10)
  expect(sum('packets')).toBeCloseTo(series.column('packetsCarried')[at], 3)
  expect(sum('bytes')).toBeCloseTo(series.column('bytesCarried')[at], 0)
  expect(sum('missing')).toBeCloseTo(series.column('packetsLost')[at] + series.column('packetsRefused')[at], 3)
  expect(sum('hampered')).toBeCloseTo(series.column('playersHampered')[at], 3)
  expect(sum('diskMib')).toBeCloseTo(series.column('diskMibUsed')[at], 3)
})

test('disks fill on the third evening, and what NICs carry exceeds what is reserved of them', () => {
  const simulation = startSimulation(scenario, { seed: 1, profile: null })
  while (!simulation.done) simulation.advance(10_000)
  const told = simulation.summary().network
  const battle = told?.components.filter(({ component }) => component === 'battle') ?? []
  expect(battle).toHaveLength(5)
  for (const { disk } of battle) {
    expect(disk.full).toBeGreaterThan(0)
    expect(disk.firstFullUs).toBeGreaterThan(2.5 * DAY_US)
  }
  expect(told?.nics.above).toBe(told?.nics.count)
  expect(told?.nics.listed[0].kppsUsed).toBeGreaterThan(told?.nics.listed[0].kppsReserved ?? Number.POSITIVE_INFINITY)
})
