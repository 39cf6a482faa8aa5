import { KIND, type Records } from './records.ts'

/** Who holds what after the first `position` records: each pod's record of its holding, and which hosts are lost. */
export class HoldingState {
  readonly #records: Records
  /** By pod: its latest place, resize or migrate record, -1 when it holds nothing. Grows with the pods seen. */
  held = new Int32Array(1024).fill(-1)
  readonly hostDown: Uint8Array<ArrayBuffer>
  position = 0

  constructor(records: Records) {
    this.#records = records
    this.hostDown = new Uint8Array(records.fleet.hosts.length)
  }

  /** Applies records up to `position`, which is not before the present one. */
  forward(position: number): void {
    const { kind, subject, pods } = this.#records
    if (this.held.length < pods.texts.length) this.#grow(pods.texts.length)
    const kinds = kind.values
    const subjects = subject.values
    for (let r = this.position; r < position; r++) {
      const code = kinds[r]
      if (code === KIND.place || code === KIND.resize || code === KIND.migrate) this.held[subjects[r]] = r
      else if (code === KIND.release) this.held[subjects[r]] = -1
      else if (code === KIND['host-lost']) this.hostDown[subjects[r]] = 1
      else if (code === KIND['host-recovered']) this.hostDown[subjects[r]] = 0
    }
    this.position = position
  }

  restore(keyframe: Keyframe): void {
    this.held.fill(-1)
    const podMax = keyframe.pods.length === 0 ? -1 : keyframe.pods[keyframe.pods.length - 1]
    if (this.held.length <= podMax) this.#grow(podMax + 1)
    for (let i = 0; i < keyframe.pods.length; i++) this.held[keyframe.pods[i]] = keyframe.held[i]
    this.hostDown.fill(0)
    for (const host of keyframe.hostsDown) this.hostDown[host] = 1
    this.position = keyframe.position
  }

  keyframe(): Keyframe {
    const podCount = this.#records.pods.texts.length
    let live = 0
    for (let pod = 0; pod < podCount; pod++) if (this.held[pod] >= 0) live++
    const pods = new Int32Array(live)
    const held = new Int32Array(live)
    for (let pod = 0, i = 0; pod < podCount; pod++) {
      if (this.held[pod] < 0) continue
      pods[i] = pod
      held[i++] = this.held[pod]
    }
    const hostsDown: number[] = []
    this.hostDown.forEach((down, host) => {
      if (down === 1) hostsDown.push(host)
    })
    return { position: this.position, pods, held, hostsDown: Int32Array.from(hostsDown) }
  }

  #grow(podCount: number): void {
    const grown = new Int32Array(Math.max(podCount, this.held.length * 2)).fill(-1)
    grown.set(this.held)
    this.held = grown
  }
}

/** A HoldingState as of one position: the pods that hold something, ascending, and the record of each one's holding. */
export interface Keyframe {
  readonly position: number
  readonly pods: Int32Array
  readonly held: Int32Array
  readonly hostsDown: Int32Array
}
