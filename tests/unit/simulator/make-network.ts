import type { Fleet, NetworkMode } from '../../../src/model/fleet.ts'
import type { NetworkFigures, NetworkModel, Traffic } from '../../../src/model/network.ts'
import type { Game } from '../../../src/model/scenario.ts'
import { component, fleet, game } from './make.ts'

export const source = 'made up'

export const TRAFFIC: Traffic = {
  name: 'made',
  packetsBase: 0,
  packetsPerPlayer: 100,
  bytesPerPacket: 100,
  diskMibPerHour: 0,
  diskKibPerPlayerHour: 0,
  lossPermilleMax: 10,
  addedUsMax: 1e7,
  source,
}

export const added = { addedUsP50: 1, addedUsP99: 10, source }

export const FIGURES: NetworkFigures = {
  name: 'made',
  modes: {
    sriov: { kppsPerCpu: 100, ...added },
    bridge: { kppsPerCpu: 80, ...added },
    overlay: { kppsPerCpu: 50, ...added },
    dual: { kppsPerCpu: 100, ...added },
    nat: { kppsPerCpu: 60, ...added },
  },
  vf: { kpps: 1000, source },
  nic: { mbps: 10_000, kpps: 10_000, source },
  steering: { podCpus: 4, hostCpus: 4, permille: 800, source },
  interrupts: { unpinnedPermille: 500, unpinnedAddedUsP99: 70, source },
  queue: { packets: 100, source },
  dual: { insidePermille: 250, source },
  gateway: { kpps: 1000, mbps: 10_000, sessions: 100_000, ...added },
  traffic: [TRAFFIC],
}

export function model(figures: Partial<NetworkFigures> = {}, wishes: Partial<NetworkModel> = {}): NetworkModel {
  const tuning = [{ fromUs: 0, irqPinning: true, rps: false }]
  return { figures: { ...FIGURES, ...figures }, gateways: { i: 1 }, tuning, ...wishes }
}

/** The fleet of make.ts with every kind of segment, and so many Cpus of each host reserved. */
export function wired(hosts: number, reservedCpus = ''): Fleet {
  const made = fleet(hosts)
  const overlay = { name: 'o', vlan: 101, subnet: '10.1.0.0/16', networks: ['overlay'] as const }
  const pool = { name: 'q', segment: 'o', ranges: ['10.1.0.10-10.1.200.250'], boundTo: { modules: ['m'] } }
  return {
    hosts: made.hosts.map((host) => ({ ...host, reservedCpus })),
    segments: [overlay, ...made.segments],
    pools: [...made.pools, pool],
  }
}

/** A global game of so many players on pods of 4 Cpus. */
export function played(mode: NetworkMode, players: number, traffic: Partial<Traffic> = {}, name: string = mode): Game {
  const made = component({ name, playersPerPod: 1000, cpus: 4 })
  const request = { ...made.request, network: mode }
  const components = [{ ...made, request, traffic: { ...TRAFFIC, ...traffic } }]
  return game({ name, mode: 'global', peakPlayers: players, components })
}
