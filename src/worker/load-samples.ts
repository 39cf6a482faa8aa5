import { LOAD_UNKNOWN } from './codes.ts'
import type { Interned } from './growing.ts'

/** What is read of the world's pods at a sample: columns by slot, to be read and not kept. */
export interface PodReadings {
  readonly slotLimit: number
  nameOf(slot: number): string
  /** Thousandths of Cpus held by the pod in the slot, 0 when it is not placed or the slot is free. */
  readonly heldMilli: Int32Array
  readonly host: Int32Array
  readonly loadMilli: Float64Array
}

interface LoadSample {
  readonly atUs: number
  /** Pods that held Cpus, and their load in percent of them, at most 254. */
  readonly pods: Int32Array
  readonly percent: Uint8Array
}

/** Kept samples stay below this; when they would not, every other one is dropped and from then on skipped. */
export const LOAD_BYTES_MAX = 64 * 1024 * 1024
const BYTES_PER_POD = 5

/** Cpu load of every placed pod over time, at the samples of the run or as many of them as fit LOAD_BYTES_MAX. */
export class LoadSamples {
  readonly #pods: Interned
  #samples: LoadSample[] = []
  #bytes = 0
  #stride = 1
  #skipped = 0
  /** By slot: the name last seen there and its pod number, so that names are looked up once a pod. */
  readonly #slotName: string[] = []
  readonly #slotPod: number[] = []

  constructor(pods: Interned) {
    this.#pods = pods
  }

  add(atUs: number, readings: PodReadings): void {
    if (++this.#skipped < this.#stride) return
    this.#skipped = 0
    const { heldMilli, host, loadMilli, slotLimit } = readings
    const pods: number[] = []
    const percent: number[] = []
    for (let slot = 0; slot < slotLimit; slot++) {
      if (host[slot] < 0 || heldMilli[slot] === 0) continue
      pods.push(this.#podIn(slot, readings.nameOf(slot)))
      percent.push(Math.min(254, Math.round((100 * loadMilli[slot]) / heldMilli[slot])))
    }
    this.#samples.push({ atUs, pods: Int32Array.from(pods), percent: Uint8Array.from(percent) })
    this.#bytes += pods.length * BYTES_PER_POD
    if (this.#bytes > LOAD_BYTES_MAX) this.#thin()
  }

  /** Writes the load of each of `pods` as last read at or before timeUs; LOAD_UNKNOWN where there was no reading. */
  fill(timeUs: number, pods: Int32Array, podCount: number, percent: Uint8Array): void {
    percent.fill(LOAD_UNKNOWN)
    const sample = this.#before(timeUs)
    if (sample === null) return
    const byPod = new Uint8Array(podCount).fill(LOAD_UNKNOWN)
    for (let i = 0; i < sample.pods.length; i++) byPod[sample.pods[i]] = sample.percent[i]
    for (let i = 0; i < pods.length; i++) percent[i] = byPod[pods[i]]
  }

  #podIn(slot: number, name: string): number {
    if (this.#slotName[slot] !== name) {
      this.#slotName[slot] = name
      this.#slotPod[slot] = this.#pods.number(name)
    }
    return this.#slotPod[slot]
  }

  #thin(): void {
    this.#samples = this.#samples.filter((_, i) => i % 2 === 0)
    this.#bytes = this.#samples.reduce((sum, sample) => sum + sample.pods.length * BYTES_PER_POD, 0)
    this.#stride *= 2
  }

  #before(timeUs: number): LoadSample | null {
    let low = 0
    let high = this.#samples.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#samples[middle].atUs <= timeUs) low = middle + 1
      else high = middle
    }
    return low === 0 ? null : this.#samples[low - 1]
  }
}
