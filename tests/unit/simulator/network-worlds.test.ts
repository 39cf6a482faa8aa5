import { describe, expect, it } from 'vitest'
import { startSimulation } from '../../../simulator/simulate.ts'
import type { Simulation } from '../../../simulator/simulation.ts'
import { drawHostSpeeds } from '../../../simulator/workload/host-speed.ts'
import { randomStream } from '../../../src/base/random.ts'
import { NETWORK_MODES } from '../../../src/model/fleet.ts'
import type { NetworkFigures, NetworkModel, Traffic } from '../../../src/model/network.ts'
import type { Scenario } from '../../../src/model/scenario.ts'
import { curve, scenario } from './make.ts'
import { added, FIGURES, model, played, source, wired } from './make-network.ts'
import { expectedNetwork, quantileOf, type ToldRun } from './network-model.ts'

/** A world of four games in modes of their own on hosts of two IDCs, with limits so low that many are met. */
function world(seed: number): Scenario {
  const draw = randomStream(seed, 'network-world')
  const between = (low: number, high: number): number => draw.between(low, high)
  const made = wired(6, draw.unit() < 0.5 ? '' : '0-1,8')
  const nic = (vfs: number) => ({
    vfs,
    ...(draw.unit() < 0.5 ? {} : { kpps: between(50, 400), mbps: between(50, 400) }),
  })
  const hosts = made.hosts.map((host, h) => {
    const allocatable = { ...host.allocatable, cpus: host.reservedCpus === '' ? 16 : 13, vfs: 8 }
    const nics = [
      { name: 'eth0', numa: 0, ...nic(4) },
      { name: 'eth1', numa: 1, ...nic(4) },
    ]
    return { ...host, idc: h < 3 ? 'i' : 'j', module: h < 3 ? 'm' : 'n', allocatable, nics }
  })
  const pools = made.pools.map((pool) => ({ ...pool, boundTo: { modules: ['m', 'n'] } }))
  const games = Array.from({ length: 4 }, (_, g) => {
    const mode = NETWORK_MODES[between(0, 4)]
    const share = (): number => between(2, 10) / 10
    const heavy = { packetsBase: between(0, 500), packetsPerPlayer: between(20, 200), bytesPerPacket: between(60, 900) }
    const bounds = { lossPermilleMax: between(1, 300), addedUsMax: between(5, 5000) }
    const disk = { diskMibPerHour: between(0, 3) * 1e7, diskKibPerPlayerHour: between(0, 20) * 1e6 }
    const one = played(mode, between(200, 2500), { ...heavy, ...bounds, ...disk }, `g${g}`)
    const [only] = one.components
    const request = {
      ...only.request,
      cpus: between(1, 4),
      diskMib: between(0, 1) * 100,
      nicKpps: between(0, 1) * between(10, 60),
      nicMbps: 0,
    }
    const load = { ...only.load, noisePermille: between(0, 200) }
    const followed = curve([share(), share(), share(), share(), share()], 'loop', 1000)
    return { ...one, curve: followed, components: [{ ...only, request, load, playersPerPod: between(150, 600) }] }
  })
  const rate = () => between(20, 150)
  const figures = {
    modes: Object.fromEntries(
      NETWORK_MODES.map((mode) => [mode, { ...added, kppsPerCpu: rate() }]),
    ) as NetworkFigures['modes'],
    vf: { kpps: between(40, 200), source },
    queue: { packets: between(5, 2000), source },
    steering: { podCpus: between(1, 4), hostCpus: between(1, 4), permille: between(600, 1000), source },
    gateway: { ...FIGURES.gateway, kpps: between(30, 200), sessions: between(200, 4000) },
  }
  const tuning = [
    { fromUs: 0, irqPinning: draw.unit() < 0.5, rps: draw.unit() < 0.5 },
    { fromUs: 4_321, irqPinning: draw.unit() < 0.5, rps: draw.unit() < 0.5 },
  ]
  return scenario({
    fleet: { ...made, hosts, pools },
    games,
    hostSpeed: [
      [0, 0.6],
      [1, 1.4],
    ],
    hostFaults: [{ atUs: between(1000, 8000), host: 'h001', downUs: 1500 }],
    network: model(figures, { gateways: { i: between(1, 3), j: 1 }, tuning }),
  })
}

function toldBy(made: Scenario, seed: number): { readonly told: ToldRun['told']; readonly simulation: Simulation } {
  const told: ToldRun['told'][number][] = []
  const noise = new Map<string, number>()
  const simulation = startSimulation(made, {
    seed,
    profile: null,
    onEvent: (event) => told.push({ event }),
    onDecision: (decision) => told.push({ decision }),
    onSample: (atUs, pods, games) => {
      for (let slot = 0; slot < pods.slotLimit; slot++) noise.set(pods.nameOf(slot), pods.noisePermille[slot])
      const players = new Map(made.games.map(({ name }, g) => [name, games[g].players]))
      told.push({ atUs, players, noise })
    },
  })
  while (!simulation.done) simulation.advance(1000)
  return { told, simulation }
}

const near = (found: number, expected: number, what: string): void => {
  expect(Math.abs(found - expected), `${what}: ${found}, expected ${expected}`).toBeLessThanOrEqual(
    1e-6 + 1e-7 * expected,
  )
}

describe('an independent model of the network', () => {
  it.each(Array.from({ length: 24 }, (_, seed) => seed))('comes to the same figures in world %d', (seed) => {
    const made = world(seed)
    const { told, simulation } = toldBy(made, seed)
    const traffic = new Map(made.games.map(({ name, components }) => [name, components[0].traffic as Traffic]))
    const speeds = [...(drawHostSpeeds(made, seed) ?? [])]
    const network = made.network as NetworkModel
    const expected = expectedNetwork({ fleet: made.fleet, network, speeds, traffic, told, endUs: made.durationUs })
    const found = simulation.summary().network
    for (const each of found?.components ?? []) {
      const want = expected.groups.get(each.game)
      if (want === undefined) throw new Error(each.game)
      near(each.packetsOffered, want.offered, 'offered')
      near(each.packetsRefused, want.refused, 'refused')
      for (const stage of ['vf', 'host', 'nic', 'gateway'] as const)
        near(each.packetsLost[stage], want.lost[stage], stage)
      near(each.packetsCarried, want.carried, 'carried')
      near(each.bytesCarried, want.bytes, 'bytes')
      near(each.playerHours * 3.6e9, want.playerUs, 'players')
      near(each.playerHoursDegraded * 3.6e9, want.degradedUs, 'degraded')
      near(each.playerHoursRefused * 3.6e9, want.refusedUs, 'players refused')
      expect(each.disk.full, 'disks full').toBe(want.full)
      if (want.firstFullUs !== null) near(each.disk.firstFullUs ?? -1, want.firstFullUs, 'first disk full')
      for (const [name, pairs, share] of [
        ['p50', want.p50, 0.5],
        ['p99', want.p99, 0.99],
      ] as const) {
        const value = quantileOf(pairs, share) ?? 0
        expect(Math.abs((each.addedUs[name] ?? 0) - value), `${name} ${value}`).toBeLessThanOrEqual(0.021 * value)
      }
    }
    const short = new Map(found?.ranOut.map(({ kind, name, hours }) => [`${kind} ${name}`, hours * 3.6e9]))
    expect([...short.keys()].sort()).toEqual([...expected.shortUs.keys()].sort())
    for (const [name, us] of expected.shortUs) near(short.get(name) ?? -1, us, name)
    const above = new Map(found?.nics.listed.map(({ host, nic, hoursAbove }) => [`${host}/${nic}`, hoursAbove * 3.6e9]))
    for (const [name, us] of above) near(us, expected.aboveUs.get(name) ?? 0, `above reserved on ${name}`)
  })
})
