import { describe, expect, it } from 'vitest'
import { startSimulation } from '../../../simulator/simulate.ts'
import type { Simulation } from '../../../simulator/simulation.ts'
import type { NetworkMode } from '../../../src/model/fleet.ts'
import type { NetworkModel } from '../../../src/model/network.ts'
import type { SeriesName } from '../../../src/model/run.ts'
import type { Scenario } from '../../../src/model/scenario.ts'
import { scenario } from './make.ts'
import { FIGURES, model, played, source, wired } from './make-network.ts'

function ran(wishes: Partial<Scenario>): Simulation {
  const simulation = startSimulation(scenario({ fleet: wired(4), ...wishes }), { seed: 1, profile: null })
  while (!simulation.done) simulation.advance(1000)
  return simulation
}

function only(simulation: Simulation) {
  const network = simulation.summary().network
  if (network === undefined) throw new Error('no network')
  return {
    network,
    component: network.components[0],
    series: (name: SeriesName) => simulation.series.column(name).at(-1),
  }
}

describe('what a network carries', () => {
  it('is all that is offered while nothing is full, and costs what the mode adds', () => {
    const { component: each, network, series } = only(ran({ games: [played('bridge', 500)], network: model() }))
    expect(series('packetsCarried')).toBe(50_000)
    expect(each.packetsLost).toEqual({ vf: 0, host: 0, nic: 0, gateway: 0 })
    expect(each.packetsCarried).toBe(each.packetsOffered)
    expect(each.bytesCarried).toBe(each.packetsCarried * 100)
    expect(network.ranOut).toEqual([])
    // 50 of 80 kpps: an M/M/1 queue of 12.5 us a packet, 5/3 of it long on average; and of 10,000 kpps the NIC.
    const waits = (12.5 * 0.625) / 0.375 + (0.1 * 0.005) / 0.995
    expect(each.addedUs.p50).toBeCloseTo(1 + Math.log(2) * waits, 9)
    expect(each.addedUs.p99).toBeCloseTo(10 + Math.log(100) * waits, 9)
  })

  it.each([
    ['bridge', 1000, {}, 0.8, 'host'],
    ['overlay', 1000, {}, 0.5, 'host'],
    ['sriov', 2000, { vf: { kpps: 60, source } }, 0.6, 'vf'],
    ['nat', 500, { gateway: { ...FIGURES.gateway, kpps: 25 } }, 0.5, 'gateway'],
    ['bridge', 500, { nic: { mbps: 20, kpps: 10_000, source } }, 0.5, 'nic'],
    ['bridge', 500, { nic: { mbps: 10_000, kpps: 40, source } }, 0.8, 'nic'],
  ] as const)('%s of %d players loses what %o cannot carry', (mode, players, figures, share, stage) => {
    const { component: each, network, series } = only(ran({ games: [played(mode, players)], network: model(figures) }))
    const carried = series('packetsCarried') as number
    expect(carried / (series('packetsOffered') as number)).toBeCloseTo(share, 12)
    const lost = Object.entries(each.packetsLost).filter(([, packets]) => packets > 0)
    expect(lost.map(([name]) => name)).toEqual([stage])
    expect(network.ranOut[0].kind).toBe(stage)
    expect(network.ranOut[0].peakPercent).toBeCloseTo(100 / share, 9)
    // More is lost than they tolerate, so all who play do so badly.
    expect(series('playersDegraded')).toBe(players)
    expect(each.playerHoursDegraded).toBe(each.playerHours)
  })

  it('grows with packet steering by Cpus, and shrinks with interrupts that wander', () => {
    const carried = (mode: NetworkMode, rps: boolean, irqPinning: boolean, reserved: string): number => {
      const network = model({}, { tuning: [{ fromUs: 0, rps, irqPinning }] })
      const run = ran({ fleet: wired(1, reserved), games: [played(mode, 1000, { packetsPerPlayer: 1000 })], network })
      return run.series.column('packetsCarried').at(-1) as number
    }
    expect(carried('sriov', false, true, '')).toBe(100_000)
    expect(carried('sriov', true, true, '')).toBeCloseTo(320_000, 6)
    expect(carried('sriov', true, false, '')).toBeCloseTo(160_000, 6)
    expect(carried('bridge', true, true, '')).toBeCloseTo(80_000, 6)
    expect(carried('bridge', true, true, '0-1,8')).toBeCloseTo(80_000 * 2.4, 6)
    expect(carried('bridge', false, false, '0-1,8')).toBeCloseTo(40_000, 6)
  })

  it('goes from a setting to the next at its instant', () => {
    const tuning = [
      { fromUs: 0, rps: false, irqPinning: true },
      { fromUs: 5_050, rps: true, irqPinning: true },
    ]
    const games = [played('sriov', 1000, { packetsPerPlayer: 1000 })]
    const { component: each, network } = only(ran({ fleet: wired(1), games, network: model({}, { tuning }) }))
    // Ready after 20 to 60 us and a bind of 5 to 9; until 5,050 us at 100, then at 320 kpps.
    const readyUs = 10_000 - (each.playerHours * 3.6e9) / 1000
    expect(each.packetsCarried * 1e6).toBeCloseTo(100_000 * (5_050 - readyUs) + 320_000 * 4_950, 0)
    expect(network.ranOut[0]).toMatchObject({ kind: 'vf', name: 'h000', untilUs: null })
  })

  it('refuses players whom the gateway has no session for', () => {
    const network = model({ gateway: { ...FIGURES.gateway, sessions: 400 } })
    const { component: each, network: told, series } = only(ran({ games: [played('overlay', 500)], network }))
    expect(series('playersRefused')).toBe(100)
    expect(series('playersServed')).toBe(400)
    expect(each.packetsRefused / each.packetsOffered).toBeCloseTo(0.2, 12)
    expect(told.ranOut[0]).toMatchObject({ kind: 'sessions', name: 'i', peakPercent: 125 })
  })

  it('degrades players of other games on the same host', () => {
    const loud = { ...played('bridge', 2000, {}, 'loud'), startUs: 1_100 }
    const games = [loud, played('bridge', 100, {}, 'quiet')]
    const run = ran({ fleet: wired(1), games, scalingIntervalUs: 1000, network: model() })
    expect(run.series.column('playersDegraded').at(-1)).toBe(2100)
    // From the instant on at which a loud pod answers, not from the next reading.
    const { playerHoursDegraded, network } = run.summary()
    const hours = network?.components.map((each) => each.playerHoursDegraded) ?? []
    expect(hours.every((each) => each > 0)).toBe(true)
    expect(playerHoursDegraded).toBeCloseTo(hours[0] + hours[1], 12)
  })

  it('degrades players who wait longer than they tolerate, though nothing is lost', () => {
    const run = ran({ games: [played('bridge', 500, { addedUsMax: 9 })], network: model() })
    expect(run.series.column('playersDegraded').at(-1)).toBe(500)
    expect(run.series.column('playersServed').at(-1)).toBe(500)
  })
})

it('sets what a NIC carries beside what is reserved of it then', () => {
  const made = wired(1)
  const nics = [{ name: 'eth0', numa: 0, vfs: 4, kpps: 1000, mbps: 10_000 }]
  const reserving = { ...played('bridge', 500, {}, 'a'), endUs: 5_000 }
  const [own] = reserving.components
  const components = [{ ...own, request: { ...own.request, nicKpps: 60, nicMbps: 100 } }]
  const free = { ...played('bridge', 500, {}, 'b'), startUs: 5_000 }
  const run = ran({
    fleet: { ...made, hosts: made.hosts.map((host) => ({ ...host, nics })) },
    games: [{ ...reserving, components }, free],
    network: model(),
  })
  const { nics: told, components: carried } = run.summary().network ?? { nics: null, components: [] }
  // 50 kpps of 60 that are reserved, then of none: above as long as the second game is served.
  expect(told?.count).toBe(1)
  expect(told?.listed[0].hoursAbove).toBeGreaterThan(0)
  expect(told?.listed[0].hoursAbove).toBeCloseTo(carried[1].playerHours / 500, 15)
  expect(run.series.column('nicKppsReserved')[40]).toBe(60)
  expect(run.series.column('nicKppsReserved').at(-1)).toBe(0)
  expect(run.series.column('nicKppsUsed').at(-1)).toBe(50)
})

describe('disks', () => {
  it('fill at the instant that growth says, and then their players are degraded', () => {
    const growing = played('bridge', 500, { diskMibPerHour: 3.6e9 / 50 })
    const [made] = growing.components
    const components = [{ ...made, request: { ...made.request, diskMib: 100 } }]
    const simulation = ran({ games: [{ ...growing, components }], network: model() })
    const { component: each } = only(simulation)
    const readyUs = 10_000 - (each.playerHours * 3.6e9) / 500
    expect(each.disk.full).toBe(1)
    expect(each.disk.firstFullUs).toBeCloseTo(readyUs + 5_000, 6)
    expect(each.disk.usedPercentMax).toBe(100)
    expect(simulation.series.column('podsDiskFull').at(-1)).toBe(1)
    expect(simulation.series.column('diskMibUsed').at(-1)).toBe(100)
    expect(simulation.series.column('playersDegraded').at(-1)).toBe(500)
  })

  it('of a host are lost with it, a volume comes along', () => {
    const used = (request: { diskMib: number } | { volumeMib: number }): number => {
      const growing = played('bridge', 500, { diskMibPerHour: 3.6e9 / 50 })
      const [made] = growing.components
      const components = [{ ...made, request: { ...made.request, ...request } }]
      const made4 = wired(4)
      const hosts = made4.hosts.map((host) => ({ ...host, volumeAttachMax: 8 }))
      const pools = [{ name: 'ceph', capacityMib: 1e6 }]
      const run = ran({
        fleet: { ...made4, hosts, volumePools: pools },
        games: [{ ...growing, components }],
        hostFaults: [{ atUs: 5_000, host: 'h000', downUs: 9_000 }],
        network: model(),
      })
      return run.series.column('diskMibUsed').at(-1) as number
    }
    const whole = used({ volumeMib: 1000 })
    expect(whole).toBeGreaterThan(195)
    expect(whole).toBeLessThan(200)
    expect(used({ diskMib: 1000 })).toBeLessThan(100)
  })
})

it('a scenario with a network decides what it decides without one', () => {
  const lines = (network: NetworkModel | undefined): string[] => {
    const found: string[] = []
    const games = [played('bridge', 3000), played('sriov', 2000)]
    const made = scenario({ fleet: wired(4), games, ...(network === undefined ? {} : { network }) })
    const simulation = startSimulation(made, {
      seed: 3,
      profile: null,
      onDecision: (d) => found.push(JSON.stringify(d)),
    })
    while (!simulation.done) simulation.advance(1000)
    return found
  }
  expect(lines(model())).toEqual(lines(undefined))
})
