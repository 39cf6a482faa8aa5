import { create, fromBinary, toBinary } from '@bufbuild/protobuf'
import { FrameError, FrameSplitter } from './frame-splitter.ts'
import type { MuxChannel } from './mux.ts'
import { RequestSchema, ResponseSchema } from './proto/ttrpc_pb.ts'
import { readMessage, TTRPC_FORMAT, type TtrpcMessage, writeMessage } from './ttrpc-frame.ts'
import { STATUS, StatusError } from './ttrpc-status.ts'

const NANOSECONDS_PER_MS = 1_000_000n

interface Waiting {
  readonly done: (payload: Uint8Array) => void
  readonly failed: (error: Error) => void
}

/** Makes unary calls over one connection. */
export class TtrpcClient {
  readonly #channel: MuxChannel
  readonly #splitter = new FrameSplitter(TTRPC_FORMAT)
  readonly #waiting = new Map<number, Waiting>()
  #ended: Error | null = null
  /** Streams of a caller are odd and only rise. */
  #nextStream = 1

  constructor(channel: MuxChannel) {
    this.#channel = channel
    channel.onBytes = (bytes) => {
      for (const frame of this.#splitter.push(bytes)) this.#take(readMessage(frame))
    }
  }

  /** The bytes of the response message. Rejects with a StatusError, also after `timeoutMs` and when the way ends. */
  call(service: string, method: string, payload: Uint8Array, timeoutMs: number): Promise<Uint8Array> {
    if (this.#ended !== null) return Promise.reject(this.#ended)
    const stream = this.#nextStream
    this.#nextStream += 2
    const timeoutNano = BigInt(timeoutMs) * NANOSECONDS_PER_MS
    const request = toBinary(RequestSchema, create(RequestSchema, { service, method, payload, timeoutNano }))
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        const words = `${method} was not answered within ${timeoutMs} ms`
        this.#waiting.get(stream)?.failed(new StatusError(STATUS.deadlineExceeded, words))
      }, timeoutMs)
      const forget = (): void => {
        clearTimeout(timer)
        this.#waiting.delete(stream)
      }
      this.#waiting.set(stream, {
        done(answer) {
          forget()
          resolve(answer)
        },
        failed(error) {
          forget()
          reject(error)
        },
      })
      try {
        this.#channel.send(writeMessage('request', stream, request))
      } catch (error) {
        this.#waiting.get(stream)?.failed(error as Error)
      }
    })
  }

  /** Fails all calls that wait, and all to come. */
  end(reason: string): void {
    this.#ended = new StatusError(STATUS.unavailable, reason)
    for (const { failed } of [...this.#waiting.values()]) failed(this.#ended)
  }

  #take({ type, stream, payload }: TtrpcMessage): void {
    if (type !== 'response') {
      throw new FrameError({ path: 'ttrpc.type', found: `${type} on stream ${stream}`, expected: 'a response' })
    }
    // One that was given up on may still be answered.
    const waiting = this.#waiting.get(stream)
    if (waiting === undefined) return
    try {
      const response = fromBinary(ResponseSchema, payload)
      const { code = 0, message = '' } = response.status ?? {}
      if (code === 0) waiting.done(response.payload)
      else waiting.failed(new StatusError(code, message))
    } catch (error) {
      const found = error instanceof Error ? error.message : String(error)
      waiting.failed(new StatusError(STATUS.unknown, `found bytes that are no response: ${found}`))
    }
  }
}
