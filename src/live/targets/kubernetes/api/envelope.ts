import type { DescMessage } from '@bufbuild/protobuf'
import { UnknownSchema } from '../proto/kubernetes_pb.ts'
import { MessageError, readMessage } from './read-message.ts'

/** What is asked for, and the type of the answer. */
export const PROTOBUF = 'application/vnd.kubernetes.protobuf'

const MAGIC = Buffer.from('k8s\0')
const SHOWN_BYTES = 40

/** Whether these bytes are an object in Kubernetes' protobuf encoding. */
export function isEnveloped(bytes: Buffer): boolean {
  return bytes.subarray(0, MAGIC.length).equals(MAGIC)
}

/** The object in the envelope that the server puts around each; `readMessage` says its shape. Throws a MessageError. */
export function readEnveloped<T>(message: DescMessage, bytes: Buffer): T {
  if (!isEnveloped(bytes)) {
    const begin = JSON.stringify(bytes.toString('latin1', 0, SHOWN_BYTES))
    throw new MessageError(`an object that is not in Kubernetes' protobuf encoding, it begins with ${begin}`)
  }
  const { raw } = readMessage<{ raw?: Buffer }>(UnknownSchema, bytes.subarray(MAGIC.length))
  return readMessage(message, raw ?? Buffer.alloc(0))
}
