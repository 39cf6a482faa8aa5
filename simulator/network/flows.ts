/** Pods that answer and put packets on the network, one entry each, with how their packets fare. */
export class Flows {
  length = 0
  slot = new Int32Array(256)
  /** Into the components that are counted. */
  group = new Int32Array(256)
  host = new Int32Array(256)
  mode = new Uint8Array(256)
  vfNic = new Int32Array(256)
  bridgeNic = new Int32Array(256)
  /** Whole Cpus that may handle its packets, at least one. */
  cpus = new Int32Array(256)
  players = new Int32Array(256)
  bytesPerPacket = new Int32Array(256)
  /** Packets a second that it would handle. */
  offered = new Float64Array(256)
  /** Of its players, and so of its packets, those whom the gateway has no session for. */
  refusedShare = new Float64Array(256)
  /** Packets a second on their way by the VF and through the host, as far as they have come. */
  byVf = new Float64Array(256)
  byHost = new Float64Array(256)
  /** Packets a second lost at each stage. */
  lostVf = new Float64Array(256)
  lostHost = new Float64Array(256)
  lostNic = new Float64Array(256)
  lostGateway = new Float64Array(256)
  /** Packets a second that are asked of its VF, and that it carries. */
  vfAsked = new Float64Array(256)
  vfPackets = new Float64Array(256)
  /** Microseconds that the way adds, and their bins. */
  addedP50 = new Float64Array(256)
  addedP99 = new Float64Array(256)
  binP50 = new Int32Array(256)
  binP99 = new Int32Array(256)
  /** MiB that it writes a microsecond. */
  writes = new Float64Array(256)

  /** A new entry, everything in it left to its maker; returns its number. */
  add(): number {
    if (this.length === this.slot.length) this.#grow()
    return this.length++
  }

  /** Packets a second that come through, and that are lost. */
  carried(f: number): number {
    return this.byVf[f] + this.byHost[f]
  }

  lost(f: number): number {
    return this.lostVf[f] + this.lostHost[f] + this.lostNic[f] + this.lostGateway[f]
  }

  #grow(): void {
    const columns = this as unknown as Record<string, unknown>
    for (const [name, column] of Object.entries(columns)) {
      if (column instanceof Float64Array) columns[name] = widened(new Float64Array(2 * column.length), column)
      else if (column instanceof Int32Array) columns[name] = widened(new Int32Array(2 * column.length), column)
      else if (column instanceof Uint8Array) columns[name] = widened(new Uint8Array(2 * column.length), column)
    }
  }
}

function widened<T extends Uint8Array | Int32Array | Float64Array>(target: T, source: T): T {
  target.set(source)
  return target
}
