import { NETWORK_MODES, NETWORK_PARTS } from '../../src/model/fleet.ts'
import type { Decision, Holding } from '../../src/model/holding.ts'
import type { PodTable } from '../world/pod-table.ts'
import type { Nics } from './nics.ts'

/** Number of a mode in NETWORK_MODES. */
export function codeOfMode(mode: (typeof NETWORK_MODES)[number]): number {
  return NETWORK_MODES.indexOf(mode)
}

const HAS_VF = NETWORK_MODES.map((mode) => NETWORK_PARTS[mode].vf)

/** What pods hold of the network and of disks, by slot of the world's table, and what is reserved of each NIC. */
export class PodColumns {
  mode = new Uint8Array(256)
  /** NICs by which its packets leave, into Nics; -1: none. */
  vfNic = new Int32Array(256)
  bridgeNic = new Int32Array(256)
  /** MiB of the volume, or else of the path, that it writes to, and how many are written. */
  diskMib = new Float64Array(256)
  usedMib = new Float64Array(256)
  /** Host whose path it writes to; -1: it writes to a volume. */
  pathHost = new Int32Array(256)
  /** 1 while it is placed; 1 once its disk is full. */
  isPlaced = new Uint8Array(256)
  isFull = new Uint8Array(256)
  readonly reservedKpps: Float64Array
  readonly reservedMbps: Float64Array
  readonly #names: string[] = []
  readonly #pods: PodTable
  readonly #nics: Nics

  constructor(pods: PodTable, nics: Nics) {
    this.#pods = pods
    this.#nics = nics
    this.reservedKpps = new Float64Array(nics.names.length)
    this.reservedMbps = new Float64Array(nics.names.length)
  }

  /** Takes note of a decision before the world carries it out. */
  note(decision: Decision): void {
    if (decision.kind === 'refuse' || decision.kind === 'resize') return
    const slot = this.#pods.slotOf(decision.pod.name)
    const { holding } = decision
    if (decision.kind === 'migrate') this.#reserve(decision.before, -1)
    this.#reserve(holding, decision.kind === 'release' ? -1 : 1)
    if (decision.kind === 'release') this.#leave(slot, holding)
    else this.#take(slot, decision.pod.name, holding)
  }

  /** By host: MiB that its pods have written to its paths, and pods whose path is full. Volumes are not counted. */
  paths(hosts: number): { readonly writtenMib: Float64Array; readonly full: Int32Array } {
    const [writtenMib, full] = [new Float64Array(hosts), new Int32Array(hosts)]
    for (let slot = 0; slot < this.isPlaced.length; slot++) {
      const host = this.pathHost[slot]
      if (this.isPlaced[slot] === 0 || host < 0) continue
      writtenMib[host] += this.usedMib[slot]
      full[host] += this.isFull[slot]
    }
    return { writtenMib, full }
  }

  /** A pod that comes with a volume finds what it wrote; another starts with an empty disk. */
  #take(slot: number, name: string, holding: Holding): void {
    if (slot >= this.mode.length) this.#grow(slot)
    const nics = this.#nics.of(holding)
    const mode = codeOfMode(holding.network)
    if (this.#names[slot] !== name) {
      this.#names[slot] = name
      this.usedMib[slot] = 0
      this.isFull[slot] = 0
    }
    this.mode[slot] = mode
    this.vfNic[slot] = HAS_VF[mode] ? nics.vf : -1
    this.bridgeNic[slot] = nics.bridge
    this.diskMib[slot] = holding.volumeMib > 0 ? holding.volumeMib : holding.diskMib
    this.pathHost[slot] = holding.volumeMib > 0 ? -1 : holding.host
    this.isPlaced[slot] = 1
  }

  /** What is on a path of the host is lost with the place. */
  #leave(slot: number, holding: Holding): void {
    this.isPlaced[slot] = 0
    if (holding.volumeMib > 0) return
    this.usedMib[slot] = 0
    this.isFull[slot] = 0
  }

  #reserve(holding: Holding, sign: 1 | -1): void {
    const nic = this.#nics.ofShare(holding)
    if (nic < 0) return
    this.reservedKpps[nic] += sign * holding.nicKpps
    this.reservedMbps[nic] += sign * holding.nicMbps
  }

  #grow(slot: number): void {
    let size = this.mode.length
    while (size <= slot) size *= 2
    const wider = <T extends Uint8Array | Int32Array | Float64Array>(target: T, source: T): T => {
      target.set(source)
      return target
    }
    this.mode = wider(new Uint8Array(size), this.mode)
    this.vfNic = wider(new Int32Array(size), this.vfNic)
    this.bridgeNic = wider(new Int32Array(size), this.bridgeNic)
    this.diskMib = wider(new Float64Array(size), this.diskMib)
    this.usedMib = wider(new Float64Array(size), this.usedMib)
    this.pathHost = wider(new Int32Array(size), this.pathHost)
    this.isPlaced = wider(new Uint8Array(size), this.isPlaced)
    this.isFull = wider(new Uint8Array(size), this.isFull)
  }
}
