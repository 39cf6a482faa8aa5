import { parseCpuList } from '../../src/base/cpu-list.ts'
import { type Fleet, NETWORK_MODES, NETWORK_PARTS } from '../../src/model/fleet.ts'
import { isBehindGateway, type NetworkModel, type NetworkTuning } from '../../src/model/network.ts'
import { hostCapacity, type Stage, shareThrough, vfCapacity, waitUs } from './capacity.ts'
import type { Flows } from './flows.ts'
import type { Nics } from './nics.ts'

const HAS_VF = NETWORK_MODES.map((mode) => NETWORK_PARTS[mode].vf)
const IS_BEHIND = NETWORK_MODES.map(isBehindGateway)
const DUAL = NETWORK_MODES.indexOf('dual')

/**
 * Takes the packets of all flows along their ways: admitted at the gateway, then through the VF or the host's kernel,
 * the NIC, the gateway. Each stage takes so much; when more comes, all that comes loses the same share, and what is
 * lost before a stage does not load it. In and out are counted together, as if both passed in this order.
 */
export class Ways {
  /** Of each host: what its kernel has to do for packets over what it can, as `load` of the others. */
  readonly hostLoad: Float64Array
  /** Cpus of each host that work on packets. */
  readonly hostCpus: Float64Array
  readonly nicLoad: Float64Array
  /** Packets and bits a second that come through each NIC. */
  readonly nicPackets: Float64Array
  readonly nicBits: Float64Array
  /** By IDC. */
  readonly gatewayLoad: Float64Array
  readonly sessionLoad: Float64Array
  readonly idcs: readonly string[]
  readonly #model: NetworkModel
  readonly #nics: Nics
  readonly #speeds: Float64Array | null
  readonly #idcOfHost: Int32Array
  readonly #reserved: Int32Array
  readonly #kppsPerCpu: readonly number[]
  readonly #gatewayPackets: Float64Array
  readonly #gatewayBits: Float64Array

  constructor(fleet: Fleet, model: NetworkModel, nics: Nics, speeds: Float64Array | null) {
    const { hosts } = fleet
    this.#model = model
    this.#nics = nics
    this.#speeds = speeds
    this.idcs = [...new Set(hosts.map(({ idc }) => idc))]
    this.#idcOfHost = Int32Array.from(hosts, ({ idc }) => this.idcs.indexOf(idc))
    this.#reserved = Int32Array.from(hosts, ({ reservedCpus }) => parseCpuList(reservedCpus)?.length ?? 0)
    this.#kppsPerCpu = NETWORK_MODES.map((mode) => model.figures.modes[mode].kppsPerCpu)
    this.hostCpus = new Float64Array(hosts.length)
    this.hostLoad = new Float64Array(hosts.length)
    this.nicLoad = new Float64Array(nics.names.length)
    this.nicPackets = new Float64Array(nics.names.length)
    this.nicBits = new Float64Array(nics.names.length)
    const byIdc = (): Float64Array => new Float64Array(this.idcs.length)
    this.gatewayLoad = byIdc()
    this.sessionLoad = byIdc()
    this.#gatewayPackets = byIdc()
    this.#gatewayBits = byIdc()
  }

  /** How many gateways the IDC of that number has. */
  gatewaysOf(idc: number): number {
    return this.#model.gateways[this.idcs[idc]] ?? 1
  }

  idcOf(host: number): number {
    return this.#idcOfHost[host]
  }

  carry(flows: Flows, tuning: NetworkTuning): void {
    this.#admit(flows)
    this.#throughVfs(flows, tuning)
    this.#throughHosts(flows, tuning)
    this.#throughNics(flows)
    this.#throughGateways(flows)
    for (let f = 0; f < flows.length; f++) this.#addLatency(flows, f, tuning)
  }

  #admit(flows: Flows): void {
    const { sessionLoad } = this
    sessionLoad.fill(0)
    const { dual, gateway } = this.#model.figures
    for (let f = 0; f < flows.length; f++)
      if (IS_BEHIND[flows.mode[f]]) sessionLoad[this.#idcOfHost[flows.host[f]]] += flows.players[f]
    for (let i = 0; i < sessionLoad.length; i++) sessionLoad[i] /= this.gatewaysOf(i) * gateway.sessions
    for (let f = 0; f < flows.length; f++) {
      const mode = flows.mode[f]
      const refused = IS_BEHIND[mode] ? 1 - shareThrough(sessionLoad[this.#idcOfHost[flows.host[f]]]) : 0
      const admitted = flows.offered[f] * (1 - refused)
      const inside = mode === DUAL ? dual.insidePermille / 1000 : HAS_VF[mode] ? 0 : 1
      flows.refusedShare[f] = refused
      flows.byHost[f] = admitted * inside
      flows.byVf[f] = admitted * (1 - inside)
      flows.vfAsked[f] = flows.byVf[f]
    }
  }

  #throughVfs(flows: Flows, tuning: NetworkTuning): void {
    const { figures } = this.#model
    for (let f = 0; f < flows.length; f++) {
      flows.lostVf[f] = 0
      if (!HAS_VF[flows.mode[f]]) continue
      const speed = this.#speeds === null ? 1 : this.#speeds[flows.host[f]]
      const pod = { mode: NETWORK_MODES[flows.mode[f]], cpus: flows.cpus[f], speed }
      const carries = vfCapacity(figures, tuning, pod)
      flows.vfPackets[f] = carries
      if (flows.byVf[f] <= carries) continue
      flows.lostVf[f] = flows.byVf[f] - carries
      flows.byVf[f] = carries
    }
  }

  #throughHosts(flows: Flows, tuning: NetworkTuning): void {
    const { hostLoad } = this
    const { figures } = this.#model
    hostLoad.fill(0)
    for (let f = 0; f < flows.length; f++)
      hostLoad[flows.host[f]] += flows.byHost[f] / (1000 * this.#kppsPerCpu[flows.mode[f]])
    for (let h = 0; h < hostLoad.length; h++) {
      const speed = this.#speeds === null ? 1 : this.#speeds[h]
      this.hostCpus[h] = hostCapacity(figures, tuning, this.#reserved[h], speed)
      hostLoad[h] /= this.hostCpus[h]
    }
    for (let f = 0; f < flows.length; f++) {
      const through = flows.byHost[f] * shareThrough(hostLoad[flows.host[f]])
      flows.lostHost[f] = flows.byHost[f] - through
      flows.byHost[f] = through
    }
  }

  #throughNics(flows: Flows): void {
    const { nicPackets, nicBits, nicLoad } = this
    nicPackets.fill(0)
    nicBits.fill(0)
    for (let f = 0; f < flows.length; f++) {
      this.#ontoNic(flows.vfNic[f], flows.byVf[f], flows.bytesPerPacket[f])
      this.#ontoNic(flows.bridgeNic[f], flows.byHost[f], flows.bytesPerPacket[f])
    }
    for (let n = 0; n < nicLoad.length; n++) {
      nicLoad[n] = Math.max(nicPackets[n] / this.#nics.packets[n], nicBits[n] / this.#nics.bits[n])
      nicPackets[n] *= shareThrough(nicLoad[n])
      nicBits[n] *= shareThrough(nicLoad[n])
    }
    for (let f = 0; f < flows.length; f++) {
      const [vf, bridge] = [flows.vfNic[f], flows.bridgeNic[f]]
      const byVf = vf < 0 ? flows.byVf[f] : flows.byVf[f] * shareThrough(nicLoad[vf])
      const byHost = bridge < 0 ? flows.byHost[f] : flows.byHost[f] * shareThrough(nicLoad[bridge])
      flows.lostNic[f] = flows.byVf[f] - byVf + (flows.byHost[f] - byHost)
      flows.byVf[f] = byVf
      flows.byHost[f] = byHost
    }
  }

  #ontoNic(nic: number, packets: number, bytesPerPacket: number): void {
    if (nic < 0) return
    this.nicPackets[nic] += packets
    this.nicBits[nic] += packets * bytesPerPacket * 8
  }

  #throughGateways(flows: Flows): void {
    const { gateway } = this.#model.figures
    const [packets, bits] = [this.#gatewayPackets.fill(0), this.#gatewayBits.fill(0)]
    for (let f = 0; f < flows.length; f++) {
      if (!IS_BEHIND[flows.mode[f]]) continue
      const idc = this.#idcOfHost[flows.host[f]]
      packets[idc] += flows.byHost[f]
      bits[idc] += flows.byHost[f] * flows.bytesPerPacket[f] * 8
    }
    for (let i = 0; i < packets.length; i++) {
      const count = this.gatewaysOf(i)
      this.gatewayLoad[i] = Math.max(packets[i] / (count * gateway.kpps * 1000), bits[i] / (count * gateway.mbps * 1e6))
    }
    for (let f = 0; f < flows.length; f++) {
      flows.lostGateway[f] = 0
      if (!IS_BEHIND[flows.mode[f]]) continue
      const through = flows.byHost[f] * shareThrough(this.gatewayLoad[this.#idcOfHost[flows.host[f]]])
      flows.lostGateway[f] = flows.byHost[f] - through
      flows.byHost[f] = through
    }
  }

  /** What the way of a pod's players adds: of a `dual` pod that by its VF. */
  #addLatency(flows: Flows, f: number, { irqPinning }: NetworkTuning): void {
    const { modes, interrupts, gateway, queue } = this.#model.figures
    const code = flows.mode[f]
    const mode = modes[NETWORK_MODES[code]]
    let p50 = mode.addedUsP50
    let p99 = mode.addedUsP99 + (irqPinning ? 0 : interrupts.unpinnedAddedUsP99)
    const add = (stage: Stage): void => {
      p50 += waitUs(stage, queue.packets, 50)
      p99 += waitUs(stage, queue.packets, 99)
    }
    const host = flows.host[f]
    const nic = HAS_VF[code] ? flows.vfNic[f] : flows.bridgeNic[f]
    if (HAS_VF[code]) {
      const packetsPerSecond = flows.vfPackets[f]
      add({ packetsPerSecond, load: flows.vfAsked[f] / packetsPerSecond })
    } else {
      add({ packetsPerSecond: this.hostCpus[host] * this.#kppsPerCpu[code] * 1000, load: this.hostLoad[host] })
    }
    if (nic >= 0) add({ packetsPerSecond: this.#nics.packets[nic], load: this.nicLoad[nic] })
    if (IS_BEHIND[code]) {
      const idc = this.#idcOfHost[host]
      p50 += gateway.addedUsP50
      p99 += gateway.addedUsP99
      add({ packetsPerSecond: this.gatewaysOf(idc) * gateway.kpps * 1000, load: this.gatewayLoad[idc] })
    }
    flows.addedP50[f] = p50
    flows.addedP99[f] = p99
  }
}
