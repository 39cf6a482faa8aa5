import { MessageError } from './read-message.ts'

const LENGTH_BYTES = 4
/** No object comes near: etcd takes 1.5 MiB unless told. */
const FRAME_BYTES_MAX = 64 * 1024 * 1024

/** Cuts the bytes of a watch into its frames, a length of four bytes and as many bytes, however they arrive. */
export class FrameSplitter {
  #parts: Buffer[] = []
  #held = 0
  /** So many bytes are there when the frame that has begun is whole, as far as is known. */
  #wanted = LENGTH_BYTES

  /** The frames that are whole with these bytes. Throws a MessageError as soon as one claims too much. */
  push(chunk: Buffer): readonly Buffer[] {
    this.#parts.push(chunk)
    this.#held += chunk.length
    if (this.#held < this.#wanted) return []
    const bytes = this.#parts.length === 1 ? chunk : Buffer.concat(this.#parts)
    const frames: Buffer[] = []
    let at = 0
    this.#wanted = LENGTH_BYTES
    while (bytes.length - at >= LENGTH_BYTES) {
      const length = lengthAt(bytes, at)
      this.#wanted = LENGTH_BYTES + length
      if (bytes.length - at < this.#wanted) break
      frames.push(bytes.subarray(at + LENGTH_BYTES, at + this.#wanted))
      at += this.#wanted
      this.#wanted = LENGTH_BYTES
    }
    this.#parts = at < bytes.length ? [bytes.subarray(at)] : []
    this.#held = bytes.length - at
    return frames
  }
}

function lengthAt(bytes: Buffer, at: number): number {
  const length = bytes.readUInt32BE(at)
  if (length <= FRAME_BYTES_MAX) return length
  throw new MessageError(`a frame of ${length} bytes, expected at most ${FRAME_BYTES_MAX}`)
}
