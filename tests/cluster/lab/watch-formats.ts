import { create, type DescMessage, type MessageInitShape, toBinary } from '@bufbuild/protobuf'
import {
  StatusSchema,
  UnknownSchema,
  WatchEventSchema,
} from '../../../src/live/targets/kubernetes/proto/kubernetes_pb.ts'
import type { statusObject } from './status-object.ts'

/** How the events of a watch lie one behind the other. */
export interface WatchFormat {
  /** Where the first event of these bytes ends, or null when it is not whole. */
  endOfFirst(bytes: Buffer): number | null
  /** An event of type ERROR with that status. */
  errorEvent(status: ReturnType<typeof statusObject>): Buffer
}

const LENGTH_BYTES = 4

/** An event a line. */
const LINES: WatchFormat = {
  endOfFirst(bytes) {
    const at = bytes.indexOf('\n')
    return at < 0 ? null : at + 1
  },
  errorEvent: (object) => Buffer.from(`${JSON.stringify({ type: 'ERROR', object })}\n`),
}

/** A length of four bytes before each. */
const FRAMES: WatchFormat = {
  endOfFirst(bytes) {
    if (bytes.length < LENGTH_BYTES) return null
    const end = LENGTH_BYTES + bytes.readUInt32BE(0)
    return bytes.length < end ? null : end
  },
  errorEvent({ message, reason, code }) {
    return frameOf('ERROR', enveloped(StatusSchema, { message, reason, code }))
  },
}

/** The format of a watch whose answer has this type. */
export function watchFormatOf(type: string): WatchFormat {
  return type.startsWith('application/vnd.kubernetes.protobuf') ? FRAMES : LINES
}

/** A message in the envelope of Kubernetes' protobuf encoding. */
export function enveloped<T extends DescMessage>(schema: T, message: MessageInitShape<T>): Buffer {
  const raw = toBinary(schema, create(schema, message))
  return Buffer.concat([Buffer.from('k8s\0'), toBinary(UnknownSchema, create(UnknownSchema, { raw }))])
}

/** A frame of a watch around an object in its envelope. */
export function frameOf(type: string, raw: Buffer): Buffer {
  const bytes = toBinary(WatchEventSchema, create(WatchEventSchema, { type, object: { raw } }))
  const length = Buffer.alloc(LENGTH_BYTES)
  length.writeUInt32BE(bytes.length)
  return Buffer.concat([length, bytes])
}
