import { create, fromBinary, toBinary } from '@bufbuild/protobuf'
import { FrameSplitter } from './frame-splitter.ts'
import type { MuxChannel } from './mux.ts'
import { RequestSchema, ResponseSchema } from './proto/ttrpc_pb.ts'
import { readMessage, TTRPC_FORMAT, type TtrpcMessage, writeMessage } from './ttrpc-frame.ts'
import { STATUS, StatusError } from './ttrpc-status.ts'

/** Takes the bytes of a request message, gives those of the response; a StatusError or any other becomes the status. */
export type Method = (payload: Uint8Array) => Uint8Array | Promise<Uint8Array>

/** Methods by `SERVICE/METHOD`. */
export type Methods = ReadonlyMap<string, Method>

/**
 * Answers unary calls that come over one connection. A stream that is not understood gets a status of its own and
 * harms no other; bytes that are no frame end the connection.
 */
export function serveTtrpc(channel: MuxChannel, methods: Methods): void {
  const splitter = new FrameSplitter(TTRPC_FORMAT)
  channel.onBytes = (bytes) => {
    for (const frame of splitter.push(bytes)) void answer(channel, methods, readMessage(frame))
  }
}

async function answer(channel: MuxChannel, methods: Methods, message: TtrpcMessage): Promise<void> {
  let payload: Uint8Array
  try {
    const answered = await call(methods, message)
    payload = toBinary(ResponseSchema, create(ResponseSchema, { payload: answered }))
    channel.send(writeMessage('response', message.stream, payload))
  } catch (error) {
    const code = error instanceof StatusError ? error.code : STATUS.unknown
    const status = { code, message: error instanceof Error ? error.message : String(error) }
    payload = toBinary(ResponseSchema, create(ResponseSchema, { status }))
    channel.send(writeMessage('response', message.stream, payload))
  }
}

async function call(methods: Methods, { type, stream, flags, payload }: TtrpcMessage): Promise<Uint8Array> {
  if (type !== 'request') throw invalid(`found a ${type} message on stream ${stream}, expected a request`)
  if (stream % 2 !== 1) throw invalid(`found stream ${stream}, expected an odd number`)
  if (flags !== 0) throw new StatusError(STATUS.unimplemented, `found flags ${flags}, expected a unary call`)
  const request = readRequest(payload)
  const method = methods.get(`${request.service}/${request.method}`)
  if (method === undefined) {
    throw new StatusError(STATUS.unimplemented, `found no method ${request.method} of service ${request.service}`)
  }
  return method(request.payload)
}

function readRequest(payload: Uint8Array) {
  try {
    return fromBinary(RequestSchema, payload)
  } catch (error) {
    throw invalid(`found bytes that are no request: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function invalid(message: string): StatusError {
  return new StatusError(STATUS.invalidArgument, message)
}
