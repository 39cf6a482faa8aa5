import type { Fault } from '../../../base/result.ts'

/** Bytes that are no frame. What came after them on the same connection cannot be read any more. */
export class FrameError extends Error {
  readonly fault: Fault

  constructor(fault: Fault) {
    super(`${fault.path}: found ${fault.found}, expected ${fault.expected}`)
    this.fault = fault
  }
}

export interface Frame {
  readonly header: Buffer
  readonly payload: Buffer
}

export interface FrameFormat {
  /** For the path of a fault, `ttrpc`. */
  readonly name: string
  readonly headerBytes: number
  /** Where in the header the length of the payload stands, 4 bytes, big-endian. */
  readonly lengthAt: number
  readonly payloadBytesMax: number
}

/** Cuts a stream of bytes into frames of a fixed header and a payload, however the bytes arrive. */
export class FrameSplitter {
  readonly #format: FrameFormat
  #chunks: Buffer[] = []
  #held = 0
  #header: Buffer | null = null

  constructor(format: FrameFormat) {
    this.#format = format
  }

  /** The frames that are whole with these bytes. Throws a FrameError as soon as a header claims too much. */
  push(chunk: Buffer): readonly Frame[] {
    this.#chunks.push(chunk)
    this.#held += chunk.length
    const frames: Frame[] = []
    for (;;) {
      if (this.#header === null) {
        if (this.#held < this.#format.headerBytes) return frames
        this.#header = this.#take(this.#format.headerBytes)
      }
      const length = this.#lengthOf(this.#header)
      if (this.#held < length) return frames
      frames.push({ header: this.#header, payload: this.#take(length) })
      this.#header = null
    }
  }

  /** Bytes of a frame that has begun and is not whole. */
  get pendingBytes(): number {
    return this.#held + (this.#header?.length ?? 0)
  }

  #lengthOf(header: Buffer): number {
    const { name, lengthAt, payloadBytesMax } = this.#format
    const length = header.readUInt32BE(lengthAt)
    if (length <= payloadBytesMax) return length
    throw new FrameError({
      path: `${name}.length`,
      found: `${length} bytes`,
      expected: `at most ${payloadBytesMax} bytes`,
    })
  }

  #take(count: number): Buffer {
    const parts: Buffer[] = []
    let missing = count
    while (missing > 0) {
      const first = this.#chunks[0]
      parts.push(first.subarray(0, missing))
      if (first.length > missing) this.#chunks[0] = first.subarray(missing)
      else this.#chunks.shift()
      missing -= Math.min(first.length, missing)
    }
    this.#held -= count
    return parts.length === 1 ? parts[0] : Buffer.concat(parts, count)
  }
}
