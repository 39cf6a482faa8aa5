import { US_PER_HOUR } from '../../src/base/units.ts'
import type { Fleet } from '../../src/model/fleet.ts'
import type { Decision } from '../../src/model/holding.ts'
import type { NetworkModel, NetworkTuning } from '../../src/model/network.ts'
import { SHORT_KINDS, type ShortKind } from '../../src/model/network-summary.ts'
import { componentSeries, type SeriesName } from '../../src/model/run.ts'
import type { Game } from '../../src/model/scenario.ts'
import { takingOf } from '../workload/rotation.ts'
import type { ServingGroup } from '../workload/zone-service.ts'
import { PodState, type PodTable } from '../world/pod-table.ts'
import { ComponentTally } from './component-tally.ts'
import { Flows } from './flows.ts'
import { Nics } from './nics.ts'
import { PodColumns } from './pod-columns.ts'
import { Reservations } from './reservations.ts'
import { Shortages } from './shortages.ts'
import { Ways } from './ways.ts'
import { binOf, WeightedQuantiles } from './weighted-quantiles.ts'

/** A game of the run, in the order of the scenario, by name. */
export interface TrafficSource {
  eachGroup(take: (players: number, group: ServingGroup) => void): void
}

export interface NetworkParts {
  readonly model: NetworkModel
  readonly fleet: Fleet
  /** As the run has them. */
  readonly games: readonly Game[]
  readonly speeds: Float64Array | null
  readonly pods: PodTable
}

/**
 * What the network carries of what players send, and how disks fill (docs/NETWORK.md). The state holds from one instant
 * of change to the next, so sums over time are exact between readings of the load.
 */
export class Network {
  readonly nics: Nics
  readonly ways: Ways
  readonly components: readonly ComponentTally[]
  readonly shortages: Readonly<Record<ShortKind, Shortages>>
  readonly reservations: Reservations
  readonly columns: PodColumns
  readonly #model: NetworkModel
  readonly #pods: PodTable
  readonly #flows = new Flows()
  /** By game, then component: into components. */
  readonly #groupOf: readonly ReadonlyMap<string, number>[]
  readonly #lostByHost: Float64Array
  readonly #lostByVf: Float64Array
  readonly #vfLoad: Float64Array
  readonly #lostByNic: Float64Array
  readonly #lostByIdc: Float64Array
  readonly #refusedByIdc: Float64Array
  #tuning: NetworkTuning
  #atUs = 0

  constructor({ model, fleet, games, speeds, pods }: NetworkParts) {
    this.#model = model
    this.#pods = pods
    this.#tuning = model.tuning[0]
    this.nics = new Nics(fleet, model.figures)
    this.ways = new Ways(fleet, model, this.nics, speeds)
    this.columns = new PodColumns(pods, this.nics)
    this.reservations = new Reservations(this.columns.reservedKpps, this.columns.reservedMbps)
    const components: ComponentTally[] = []
    this.#groupOf = games.map((game) => {
      const own = new Map<string, number>()
      for (const { name, request, traffic } of game.components) {
        if (traffic === undefined) continue
        own.set(name, components.length)
        components.push(new ComponentTally(game.name, name, request.network, traffic))
      }
      return own
    })
    this.components = components
    const [hosts, nics, idcs] = [fleet.hosts.length, this.nics.names.length, this.ways.idcs.length]
    const counts = { vf: hosts, host: hosts, nic: nics, gateway: idcs, sessions: idcs }
    this.shortages = {
      vf: new Shortages(counts.vf),
      host: new Shortages(counts.host),
      nic: new Shortages(counts.nic),
      gateway: new Shortages(counts.gateway),
      sessions: new Shortages(counts.sessions),
    }
    this.#lostByHost = new Float64Array(hosts)
    this.#lostByVf = new Float64Array(hosts)
    this.#vfLoad = new Float64Array(hosts)
    this.#lostByNic = new Float64Array(nics)
    this.#lostByIdc = new Float64Array(idcs)
    this.#refusedByIdc = new Float64Array(idcs)
    pods.openQuality()
  }

  /** Takes note of a decision before the world carries it out. */
  note(decision: Decision): void {
    this.columns.note(decision)
  }

  /** Sums everything up to an instant, from which on things are as they stand now. */
  restate(nowUs: number, games: readonly TrafficSource[]): void {
    this.advance(nowUs)
    for (const tuning of this.#model.tuning) if (tuning.fromUs <= nowUs) this.#tuning = tuning
    for (const component of this.components) component.restart()
    this.#gather(games)
    this.ways.carry(this.#flows, this.#tuning)
    for (let f = 0; f < this.#flows.length; f++) this.#judge(f)
    this.#watch(nowUs)
  }

  /** So much time passes as things are. */
  advance(nowUs: number): void {
    const elapsedUs = nowUs - this.#atUs
    if (elapsedUs <= 0) return
    this.#write(elapsedUs)
    for (const component of this.components) component.advance(elapsedUs)
    for (const kind of SHORT_KINDS) this.shortages[kind].advance(elapsedUs)
    this.reservations.advance(elapsedUs)
    const flows = this.#flows
    for (let f = 0; f < flows.length; f++) {
      const weight = flows.carried(f) * elapsedUs
      if (weight <= 0) continue
      const { addedP50, addedP99 } = this.components[flows.group[f]]
      addedP50.add(flows.addedP50[f], flows.binP50[f], weight)
      addedP99.add(flows.addedP99[f], flows.binP99[f], weight)
    }
    this.#atUs = nowUs
  }

  /** Values of the network's series at this instant. */
  sample(): Readonly<Partial<Record<SeriesName, number>>> {
    const sum = (name: keyof ComponentTally['now']): number =>
      this.components.reduce((total, { now }) => total + now[name], 0)
    const { isPlaced, isFull, usedMib } = this.columns
    let [diskMibUsed, podsDiskFull] = [0, 0]
    for (let slot = 0; slot < isPlaced.length; slot++) {
      if (isPlaced[slot] === 0) continue
      diskMibUsed += usedMib[slot]
      podsDiskFull += isFull[slot]
    }
    const { vf, host, nic, gateway, sessions } = this.shortages
    return {
      packetsOffered: sum('offered'),
      packetsCarried: sum('carried'),
      packetsLost: sum('lostVf') + sum('lostHost') + sum('lostNic') + sum('lostGateway'),
      packetsRefused: sum('refused'),
      bytesCarried: sum('bytes'),
      addedUsP99: this.#addedNow(),
      nicKppsUsed: this.reservations.kppsUsed,
      nicKppsReserved: this.reservations.kppsReserved,
      nicMbpsUsed: this.reservations.mbpsUsed,
      nicMbpsReserved: this.reservations.mbpsReserved,
      playersHampered: sum('playersDegraded') + sum('playersRefused'),
      hostsShort: vf.shortNow + host.shortNow + nic.shortNow,
      gatewaysShort: gateway.shortNow + sessions.shortNow,
      diskMibUsed,
      podsDiskFull,
      ...this.#sampleComponents(),
    }
  }

  #sampleComponents(): Readonly<Record<string, number>> {
    const values: Record<string, number> = {}
    for (const { game, component, now } of this.components) {
      const [packets, bytes, missing, hampered, diskMib] = componentSeries(game, component)
      values[packets] = now.carried
      values[bytes] = now.bytes
      values[missing] = now.lostVf + now.lostHost + now.lostNic + now.lostGateway + now.refused
      values[hampered] = now.playersDegraded + now.playersRefused
      values[diskMib] = now.diskMibUsed
    }
    return values
  }

  /** Pods that answer, with what they would send. */
  #gather(games: readonly TrafficSource[]): void {
    const { state, host, heldCpus, noisePermille } = this.#pods
    const columns = this.columns
    const flows = this.#flows
    flows.length = 0
    games.forEach((game, g) => {
      game.eachGroup((players, { component, slots: all }) => {
        const group = this.#groupOf[g].get(component.name)
        if (group === undefined) return
        const slots = takingOf(all, component, this.#pods)
        const { traffic } = this.components[group]
        const each = Math.floor(players / slots.length)
        const fuller = players - each * slots.length
        for (let i = 0; i < slots.length; i++) {
          const slot = slots[i]
          if (state[slot] !== PodState.ready) continue
          const f = flows.add()
          const own = i < fuller ? each + 1 : each
          const noise = noisePermille[slot] / 1000
          flows.slot[f] = slot
          flows.group[f] = group
          flows.host[f] = host[slot]
          flows.mode[f] = columns.mode[slot]
          flows.vfNic[f] = columns.vfNic[slot]
          flows.bridgeNic[f] = columns.bridgeNic[slot]
          flows.cpus[f] = Math.max(1, heldCpus[slot] + Math.floor((component.request.cpuMilli ?? 0) / 1000))
          flows.players[f] = own
          flows.bytesPerPacket[f] = traffic.bytesPerPacket
          flows.offered[f] = (traffic.packetsBase + own * traffic.packetsPerPlayer) * noise
          const mibPerHour = traffic.diskMibPerHour + (own * traffic.diskKibPerPlayerHour) / 1024
          flows.writes[f] = (mibPerHour * noise) / US_PER_HOUR
        }
      })
    })
  }

  /** What comes of a flow for its players, and for the sums of its component. */
  #judge(f: number): void {
    const flows = this.#flows
    const slot = flows.slot[f]
    const { traffic, now } = this.components[flows.group[f]]
    const carried = flows.carried(f)
    const lost = flows.lost(f)
    const refusedShare = flows.refusedShare[f]
    const share = carried + lost > 0 ? carried / (carried + lost) : 1
    const isBad = (1 - share) * 1000 > traffic.lossPermilleMax || flows.addedP99[f] > traffic.addedUsMax
    const isFull = this.columns.isFull[slot] === 1
    this.#pods.setQuality(slot, isBad || isFull, refusedShare, share)
    flows.binP50[f] = binOf(flows.addedP50[f])
    flows.binP99[f] = binOf(flows.addedP99[f])
    const players = flows.players[f]
    now.pods++
    now.players += players
    now.playersRefused += players * refusedShare
    if (isBad) now.playersDegraded += players * (1 - refusedShare)
    if (isFull) now.playersDiskFull += players
    now.offered += flows.offered[f]
    now.refused += flows.offered[f] * refusedShare
    now.lostVf += flows.lostVf[f]
    now.lostHost += flows.lostHost[f]
    now.lostNic += flows.lostNic[f]
    now.lostGateway += flows.lostGateway[f]
    now.carried += carried
    now.bytes += carried * flows.bytesPerPacket[f]
    now.diskMibUsed += this.columns.usedMib[slot]
  }

  /** Notes how full hosts, NICs and gateways are. */
  #watch(nowUs: number): void {
    const flows = this.#flows
    const [vf, vfLoad] = [this.#lostByVf.fill(0), this.#vfLoad.fill(0)]
    const [host, nic] = [this.#lostByHost.fill(0), this.#lostByNic.fill(0)]
    const [idc, refused] = [this.#lostByIdc.fill(0), this.#refusedByIdc.fill(0)]
    for (let f = 0; f < flows.length; f++) {
      const h = flows.host[f]
      vf[h] += flows.lostVf[f]
      if (flows.vfNic[f] >= 0) vfLoad[h] = Math.max(vfLoad[h], flows.vfAsked[f] / flows.vfPackets[f])
      host[h] += flows.lostHost[f]
      idc[this.ways.idcOf(h)] += flows.lostGateway[f]
      refused[this.ways.idcOf(h)] += flows.offered[f] * flows.refusedShare[f]
    }
    const { nicPackets, nicLoad, hostLoad, gatewayLoad, sessionLoad } = this.ways
    for (let n = 0; n < nic.length; n++) if (nicLoad[n] > 1) nic[n] = nicPackets[n] * (nicLoad[n] - 1)
    const set = (kind: ShortKind, loads: Float64Array, missing: Float64Array): void => {
      for (let i = 0; i < loads.length; i++) this.shortages[kind].set(nowUs, i, loads[i], missing[i])
    }
    set('vf', vfLoad, vf)
    set('host', hostLoad, host)
    set('nic', nicLoad, nic)
    set('gateway', gatewayLoad, idc)
    set('sessions', sessionLoad, refused)
    this.reservations.set(nicPackets, this.ways.nicBits)
  }

  /** Pods write as they did since the last instant; the instant at which a disk is full is exact. */
  #write(elapsedUs: number): void {
    const flows = this.#flows
    const { diskMib, usedMib, isFull, isPlaced } = this.columns
    for (let f = 0; f < flows.length; f++) {
      const slot = flows.slot[f]
      const size = diskMib[slot]
      if (size <= 0 || isFull[slot] === 1 || isPlaced[slot] === 0 || flows.writes[f] <= 0) continue
      const component = this.components[flows.group[f]]
      const fullInUs = (size - usedMib[slot]) / flows.writes[f]
      if (fullInUs <= elapsedUs) {
        usedMib[slot] = size
        isFull[slot] = 1
        component.noteFull(this.#atUs + fullInUs)
      } else usedMib[slot] += flows.writes[f] * elapsedUs
      component.diskShareMax = Math.max(component.diskShareMax, usedMib[slot] / size)
    }
  }

  /** The 99th percentile that ways add at this instant, by packets; 0 without packets. */
  #addedNow(): number {
    const flows = this.#flows
    const quantiles = new WeightedQuantiles()
    for (let f = 0; f < flows.length; f++) quantiles.add(flows.addedP99[f], flows.binP99[f], flows.carried(f))
    return quantiles.quantile(990) ?? 0
  }
}
