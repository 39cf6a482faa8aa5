import type { Library } from '../../src/model/parse/scenario.ts'
import { LOSS_LOGS } from './losses.ts'

/** Small documents without a fault; each row of the table breaks one of them in one place or two. */
export const TOPOLOGY = `apiVersion: berth.dev/v1alpha1
kind: HostTopology
metadata:
  name: small
spec:
  numaNodes:
    - {id: 0, memory: 16Gi, threads: ["0-3", "8-11"]}
    - {id: 1, memory: 16Gi, cores: [[4, 12], [5, 13], [6, 14], [7, 15]]}
  nics:
    - {name: ens1f0, numa: 1, pci: "0000:3b:00.0", kind: ethernet}
  distances:
    - [10, 21]
    - [21, 10]
`

export const CURVE = `apiVersion: berth.dev/v1alpha1
kind: Curve
metadata: {name: ramp}
spec:
  source: made up for a test
  after: hold
  step: 1h
  samples: [0, 0.5, 1]
`

export const SHAPE = `apiVersion: berth.dev/v1alpha1
kind: Curve
metadata: {name: wave}
spec:
  source: made up for a test
  after: hold
  shape:
    launch: [[0, 0.5], [7, 1]]
    daily: {trough: 0.4, peakHour: 20}
    weekend: 1.1
`

export const GAME = `apiVersion: berth.dev/v1alpha1
kind: GameTemplate
metadata:
  name: duel
spec:
  mode: zoned
  zonePlayers: 1000
  components:
    - name: logic
      pods: {min: 1, playersPerPod: 500}
      request: {cpus: 2, memory: 2Gi, disk: 1Gi, io: 1Mi, network: sriov, numa: single}
      profile: spread
      spread:
        - {scope: zone, domain: host, limit: 1}
      together: {scope: zone, domain: module}
      load: {cpuBase: 100m, cpuMilliPerPlayer: 2, memoryBase: 1Gi, memoryKibPerPlayer: 100, noisePermille: 50}
      vertical:
        {cpusMin: 1, cpusMax: 4, targetPermille: 600, growAbovePermille: 900, shrinkBelowPermille: 350, cooldown: 1h}
`

export const SCENARIO = `apiVersion: berth.dev/v1alpha1
kind: Scenario
metadata:
  name: tiny
spec:
  duration: {smoke: 2h, demo: 1d, bench: 7d}
  scalingInterval: 10m
  sampleInterval: 10m
  shapeStep: 1h
  drawSeed: 7
  delays: {bind: [20ms, 100ms], start: 10s}
  fleet:
    hostGroups:
      - name: main
        topology: small
        count: {smoke: 2, demo: 8, bench: 40}
        region: south
        idc: sz-a
        modules: 1
        sriov: {ens1f0: 8}
        disks: [{name: data, capacity: 100Gi, io: 100Mi}]
        reserved: {coresPerNumaNode: 1, memoryPerNumaNode: 1Gi}
    segments:
      - {name: game, vlan: 304, subnet: 10.3.4.0/22, networks: [sriov, bridge]}
    pools:
      - {name: game, segment: game, ranges: [10.3.4.10-10.3.5.250], boundTo: {modules: [sz-a-m01]}}
  games:
    - name: duel
      template: duel
      curves: [ramp]
      peakPlayers: {smoke: 100, demo: [500, 900], bench: [500, 900]}
      start: 0
  hostFaults:
    - {at: 1h, host: sz-a-m01-h0001, down: 10m}
  cache: {check: wait, lag: [50ms, 2s], lostPermille: 10, relist: 30s}
  hostLossRate: {perHostYear: 0.5, down: [10m, 1h]}
`

const MODE = '{kppsPerCpu: 100, addedUsP50: 1, addedUsP99: 9, source: made up}'

export const NETWORK = `apiVersion: berth.dev/v1alpha1
kind: NetworkModel
metadata: {name: wires}
spec:
  modes:
    sriov: ${MODE}
    bridge: ${MODE}
    overlay: ${MODE}
    dual: ${MODE}
    nat: ${MODE}
  vf: {kpps: 1000, source: made up}
  nic: {mbps: 10000, kpps: 10000, source: made up}
  steering: {podCpus: 4, hostCpus: 8, permille: 800, source: made up}
  interrupts: {unpinnedPermille: 850, unpinnedAddedUsP99: 50, source: made up}
  queue: {packets: 1000, source: made up}
  dual: {insidePermille: 200, source: made up}
  gateway: {kpps: 1000, mbps: 5000, sessions: 55000, addedUsP50: 100, addedUsP99: 1000, source: made up}
  traffic:
    - {name: shots, packetsPerPlayer: 100, bytesPerPacket: 140, lossPermilleMax: 10, addedUsMax: 10000, source: made up}
`

/** A host of 24 NumaNodes. */
const WIDE = TOPOLOGY.replace('name: small', 'name: wide')
  .replace(/ {2}numaNodes:[\s\S]*$/, '')
  .concat(
    '  nics: []\n  numaNodes:\n',
    ...Array.from({ length: 24 }, (_, i) => `    - {id: ${i}, memory: 1Gi, threads: ["${i}"]}\n`),
  )

const TOPOLOGIES = new Map([
  ['small', TOPOLOGY],
  ['wide', WIDE],
  ['huge', TOPOLOGY.replaceAll('memory: 16Gi', 'memory: 1Pi')],
  ['broken', TOPOLOGY.replace('memory: 16Gi', 'memory: lots')],
])

const GAMES = new Map([
  ['duel', GAME],
  ['packets', GAME.replace('noisePermille: 50', 'noisePermille: 50, traffic: shots')],
  ['unheard', GAME.replace('noisePermille: 50', 'noisePermille: 50, traffic: songs')],
  ['kept', GAME.replace('numa: single', 'numa: single, fixedIp: true')],
  ['heavy', GAME.replace('memoryKibPerPlayer: 100', 'memoryKibPerPlayer: 10000000')],
])

export const LIBRARY: Library = {
  topology: (name) => TOPOLOGIES.get(name) ?? null,
  gameTemplate: (name) => GAMES.get(name) ?? null,
  curve: (name) => (name === 'ramp' ? CURVE : name === 'wave' ? SHAPE : null),
  networkModel: (name) => (name === 'wires' ? NETWORK : null),
  lossLog: (file) => LOSS_LOGS.get(file) ?? null,
}
