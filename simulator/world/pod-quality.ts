/** How the network and the disk serve each pod, by slot; where nothing is said of one, well. */
export class PodQuality {
  /** 1: its players notice what is lost or late, or its disk is full. */
  isHampered: Uint8Array
  /** Of its players those who are not let in. */
  refusedShare: Float64Array
  /** Of its packets those that come through. */
  carriedShare: Float64Array

  constructor(capacity: number) {
    this.isHampered = new Uint8Array(capacity)
    this.refusedShare = new Float64Array(capacity)
    this.carriedShare = new Float64Array(capacity).fill(1)
  }

  /** A new pod takes the slot. */
  reset(slot: number): void {
    this.isHampered[slot] = 0
    this.refusedShare[slot] = 0
    this.carriedShare[slot] = 1
  }

  /** True when anything is other than before. */
  set(slot: number, isHampered: boolean, refusedShare: number, carriedShare: number): boolean {
    const hampered = isHampered ? 1 : 0
    const isSame =
      this.isHampered[slot] === hampered &&
      this.refusedShare[slot] === refusedShare &&
      this.carriedShare[slot] === carriedShare
    this.isHampered[slot] = hampered
    this.refusedShare[slot] = refusedShare
    this.carriedShare[slot] = carriedShare
    return !isSame
  }

  /** The same with room for so many slots. */
  widened(capacity: number): PodQuality {
    const wider = new PodQuality(capacity)
    wider.isHampered.set(this.isHampered)
    wider.refusedShare.set(this.refusedShare)
    wider.carriedShare.set(this.carriedShare)
    return wider
  }
}
