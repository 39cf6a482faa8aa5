import type { Fleet, Host } from '../../../src/model/fleet.ts'
import type { Component, Curve, Game, LoadModel, Scenario, VerticalScaling } from '../../../src/model/scenario.ts'

/** Samples 100 us apart unless told. */
export function curve(samples: readonly number[], after: 'hold' | 'loop', stepUs = 100): Curve {
  return { name: 'made', stepUs, samples: Float64Array.from(samples), after, source: 'made up' }
}

interface ComponentWishes {
  name?: string
  cpus?: number
  memoryMib?: number
  podsMin?: number
  playersPerPod?: number | null
  load?: Partial<LoadModel>
  vertical?: VerticalScaling | null
}

export function component(wishes: ComponentWishes): Component {
  return {
    name: wishes.name ?? 'logic',
    request: {
      cpus: wishes.cpus ?? 4,
      memoryMib: wishes.memoryMib ?? 4096,
      diskMib: 0,
      ioKibps: 0,
      network: 'bridge',
      numa: 'preferred',
      where: {},
      spread: [],
      profile: 'pack',
    },
    podsMin: wishes.podsMin ?? 1,
    playersPerPod: wishes.playersPerPod === undefined ? null : wishes.playersPerPod,
    load: {
      cpuMilliBase: 0,
      cpuMilliPerPlayer: 0,
      memoryMibBase: 0,
      memoryKibPerPlayer: 0,
      noisePermille: 0,
      ...wishes.load,
    },
    vertical: wishes.vertical ?? null,
  }
}

export function game(wishes: Partial<Game>): Game {
  return {
    name: 'moba',
    mode: 'zoned',
    curve: curve([1], 'hold'),
    peakPlayers: 1000,
    startUs: 0,
    endUs: null,
    zonePlayers: 1000,
    components: [component({})],
    ...wishes,
  }
}

/** Hosts h0, h1, … of 16 Cpus without siblings on two NumaNodes of 32 GiB, each in a rack of its own. */
export function fleet(hostCount: number): Fleet {
  const hosts = Array.from({ length: hostCount }, (_, index): Host => {
    const name = `h${String(index).padStart(3, '0')}`
    const cores = (first: number): number[][] => Array.from({ length: 8 }, (_, core) => [first + core])
    return {
      name,
      region: 'r',
      idc: 'i',
      module: 'm',
      rack: `rack-${name}`,
      topology: 'made',
      numaNodes: [
        { id: 0, memoryMib: 32768, cores: cores(0) },
        { id: 1, memoryMib: 32768, cores: cores(8) },
      ],
      reservedCpus: '',
      nics: [{ name: 'eth0', numa: 0, vfs: 4 }],
      disks: [{ name: 'data', capacityMib: 1048576, ioKibps: 1048576 }],
      allocatable: { cpus: 16, memoryMib: 65536, diskMib: 1048576, vfs: 4 },
    }
  })
  return {
    hosts,
    segments: [{ name: 's', vlan: 100, subnet: '10.0.0.0/16', networks: ['bridge', 'sriov'] }],
    pools: [{ name: 'p', segment: 's', ranges: ['10.0.0.10-10.0.200.250'], boundTo: { modules: ['m'] } }],
  }
}

export function scenario(wishes: Partial<Scenario>): Scenario {
  return {
    name: 'made',
    title: 'Made up',
    size: 'smoke',
    durationUs: 10_000,
    scalingIntervalUs: 100,
    sampleIntervalUs: 100,
    fleet: fleet(4),
    games: [game({})],
    delays: { bindUs: { fromUs: 5, toUs: 9 }, startUs: { fromUs: 20, toUs: 60 } },
    hostFaults: [],
    ...wishes,
  }
}
