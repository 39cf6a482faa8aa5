import type { Duplex } from 'node:stream'
import { FrameError, FrameSplitter } from './frame-splitter.ts'
import { TTRPC_HEADER_BYTES, TTRPC_PAYLOAD_BYTES_MAX } from './ttrpc-frame.ts'

/** Connections over the one socket: the runtime calls the plugin on the first, the plugin the runtime on the second. */
export const PLUGIN_CONNECTION = 1
export const RUNTIME_CONNECTION = 2

const HEADER_BYTES = 8
/** Largest payload, one whole ttrpc message (containerd/nri, pkg/net/multiplex). */
export const MUX_PAYLOAD_BYTES_MAX = TTRPC_HEADER_BYTES + TTRPC_PAYLOAD_BYTES_MAX
/**
 * The runtime reads each payload in one go into a buffer of 4 KiB, or straight into a message that it knows the rest
 * of: a longer first payload ends the connection. It also queues at most 256 payloads. So a message goes out as a first
 * payload of this size and all its rest as a second.
 */
const FIRST_PAYLOAD_BYTES_MAX = 4096

const FORMAT = { name: 'mux', headerBytes: HEADER_BYTES, lengthAt: 4, payloadBytesMax: MUX_PAYLOAD_BYTES_MAX }

/** One of the connections over the socket. */
export interface MuxChannel {
  /** Sends one whole message. */
  send(message: Buffer): void
  /** Called with bytes as they come, cut anywhere; it may throw a FrameError, which ends all connections. */
  onBytes: (bytes: Buffer) => void
}

/**
 * NRI's multiplexer: a frame is the connection's number and the payload's length, 4 bytes each, big-endian, then the
 * payload. Connections need no opening; bytes for one that nobody listens to are dropped, as the runtime does.
 */
export class Mux {
  /** Resolves once when the socket is closed; with the error that closed it, or null when the other side did. */
  readonly ended: Promise<Error | null>
  readonly #socket: Duplex
  readonly #splitter = new FrameSplitter(FORMAT)
  readonly #channels = new Map<number, MuxChannel>()

  constructor(socket: Duplex) {
    this.#socket = socket
    this.ended = new Promise((resolve) => {
      let fault: Error | null = null
      socket.on('error', (error: Error) => {
        fault ??= error
      })
      socket.on('close', () => resolve(fault ?? this.#cutOff()))
    })
    socket.on('data', (chunk: Buffer) => this.#read(chunk))
    socket.on('end', () => socket.destroy())
  }

  channel(id: number): MuxChannel {
    const known = this.#channels.get(id)
    if (known !== undefined) return known
    const channel: MuxChannel = { send: (message) => this.#send(id, message), onBytes: () => undefined }
    this.#channels.set(id, channel)
    return channel
  }

  /** Ends all connections; `error` becomes the reason. */
  close(error?: Error): void {
    this.#socket.destroy(error)
  }

  #read(chunk: Buffer): void {
    try {
      for (const { header, payload } of this.#splitter.push(chunk)) {
        if (this.#socket.destroyed) return
        this.#channels.get(header.readUInt32BE(0))?.onBytes(payload)
      }
    } catch (error) {
      if (!(error instanceof FrameError)) throw error
      this.close(error)
    }
  }

  #send(id: number, message: Buffer): void {
    if (this.#socket.destroyed) return
    const cut = Math.min(message.length, FIRST_PAYLOAD_BYTES_MAX)
    for (const payload of [message.subarray(0, cut), message.subarray(cut)]) {
      if (payload.length === 0) continue
      const header = Buffer.alloc(HEADER_BYTES)
      header.writeUInt32BE(id, 0)
      header.writeUInt32BE(payload.length, 4)
      this.#socket.write(Buffer.concat([header, payload]))
    }
  }

  #cutOff(): FrameError | null {
    const { pendingBytes } = this.#splitter
    if (pendingBytes === 0) return null
    return new FrameError({ path: 'mux', found: `an end after ${pendingBytes} bytes of a frame`, expected: 'the rest' })
  }
}
