import type { Frame, FrameFormat } from './frame-splitter.ts'
import { FrameError } from './frame-splitter.ts'

/** containerd/ttrpc, PROTOCOL.md, version 1.2. */
export const TTRPC_HEADER_BYTES = 10
export const TTRPC_PAYLOAD_BYTES_MAX = 4 * 1024 * 1024

export const TTRPC_FORMAT: FrameFormat = {
  name: 'ttrpc',
  headerBytes: TTRPC_HEADER_BYTES,
  lengthAt: 0,
  payloadBytesMax: TTRPC_PAYLOAD_BYTES_MAX,
}

const TYPES = { 1: 'request', 2: 'response', 3: 'data' } as const
const NUMBERS = { request: 1, response: 2, data: 3 } as const

export interface TtrpcMessage {
  readonly type: 'request' | 'response' | 'data'
  /** Odd: the caller's numbers. */
  readonly stream: number
  readonly flags: number
  readonly payload: Buffer
}

/** Reads a frame. Throws a FrameError on a type that there is not. */
export function readMessage({ header, payload }: Frame): TtrpcMessage {
  const number = header.readUInt8(8)
  const type = TYPES[number as keyof typeof TYPES]
  if (type === undefined) {
    throw new FrameError({ path: 'ttrpc.type', found: String(number), expected: '1, 2 or 3' })
  }
  return { type, stream: header.readUInt32BE(4), flags: header.readUInt8(9), payload }
}

/** Writes a unary message; flags are 0. Throws a FrameError when the payload is too long to be taken. */
export function writeMessage(type: 'request' | 'response', stream: number, payload: Uint8Array): Buffer {
  if (payload.length > TTRPC_PAYLOAD_BYTES_MAX) {
    const expected = `at most ${TTRPC_PAYLOAD_BYTES_MAX} bytes`
    throw new FrameError({ path: 'ttrpc.length', found: `${payload.length} bytes`, expected })
  }
  const message = Buffer.alloc(TTRPC_HEADER_BYTES + payload.length)
  message.writeUInt32BE(payload.length, 0)
  message.writeUInt32BE(stream, 4)
  message.writeUInt8(NUMBERS[type], 8)
  message.set(payload, TTRPC_HEADER_BYTES)
  return message
}
