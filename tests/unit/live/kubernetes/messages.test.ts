import { create, type MessageInitShape, toBinary } from '@bufbuild/protobuf'
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire'
import { describe, expect, it } from 'vitest'
import { readMessage } from '../../../../src/live/targets/kubernetes/api/read-message.ts'
import { NODES, PODS } from '../../../../src/live/targets/kubernetes/collections.ts'
import * as kubernetes from '../../../../src/live/targets/kubernetes/proto/kubernetes_pb.ts'
import { enveloped } from '../../../cluster/lab/watch-formats.ts'

const { PodSchema, PodListSchema, ResourceSliceSchema } = kubernetes

/** A field that no message here names, of each wire type. */
function strange(): Buffer {
  const writer = new BinaryWriter()
  writer.tag(900, WireType.Varint).int64(-1n)
  writer.tag(901, WireType.Bit64).fixed64(7n)
  writer.tag(902, WireType.LengthDelimited).string('managed by somebody')
  writer.tag(903, WireType.StartGroup).tag(1, WireType.Varint).uint32(1).tag(903, WireType.EndGroup)
  writer.tag(904, WireType.Bit32).fixed32(7)
  return Buffer.from(writer.finish())
}

function read(pod: MessageInitShape<typeof PodSchema>): unknown {
  return PODS.readObject(enveloped(PodSchema, pod))
}

describe('what protobuf says, in the shape of JSON', () => {
  it('is absent when it is empty, but where JSON has it even so', () => {
    const ownerReferences = [{ kind: '', name: '', controller: false }]
    const containers = [{ name: '', resources: {}, restartPolicy: '' }]
    const conditions = [{ type: '', status: '', reason: '', message: '', observedGeneration: 0n }]
    const containerStatuses = [{ name: '', ready: false, resources: {} }]
    const pod = {
      metadata: { name: '', generation: 0n, labels: {}, annotations: { empty: '' }, ownerReferences },
      spec: { nodeName: '', containers, overhead: {} },
      status: { phase: '', conditions, containerStatuses },
    }
    expect(read(pod)).toStrictEqual({
      metadata: { annotations: { empty: '' }, ownerReferences },
      spec: { containers },
      status: { conditions: [{ type: '', status: '' }], containerStatuses },
    })
    expect(NODES.readObject(enveloped(kubernetes.NodeSchema, { metadata: {}, spec: {}, status: {} }))).toStrictEqual({
      metadata: {},
      spec: {},
      status: {},
    })
  })

  it('has quantities and times as texts, numbers as numbers and maps as objects', () => {
    const requests = { cpu: { string: '1500m' }, memory: { string: '1e3' } }
    const pod = {
      metadata: { generation: 3n, deletionTimestamp: { seconds: 1_796_000_000n }, labels: { a: 'b', c: 'ñ漢🎮' } },
      spec: { initContainers: [{ name: 'side', resources: { requests }, restartPolicy: 'Always' }] },
      status: { conditions: [{ type: 'Ready', status: 'True', observedGeneration: 2n ** 40n }] },
    }
    expect(read(pod)).toStrictEqual({
      metadata: { generation: 3, deletionTimestamp: '2026-11-30T00:53:20Z', labels: { a: 'b', c: 'ñ漢🎮' } },
      spec: {
        initContainers: [
          { name: 'side', resources: { requests: { cpu: '1500m', memory: '1e3' } }, restartPolicy: 'Always' },
        ],
      },
      status: { conditions: [{ type: 'Ready', status: 'True', observedGeneration: 2 ** 40 }] },
    })
  })

  it('keeps numbers below zero, and a key that objects have of their own', () => {
    const attributes = { ['__proto__']: { string: '' }, numaNode: { int: -1n }, vfs: { int: 0n } }
    const spec = { driver: 'd', pool: { name: 'n', generation: 0n }, devices: [{ name: 'a', attributes }] }
    const bytes = Buffer.from(toBinary(ResourceSliceSchema, create(ResourceSliceSchema, { spec })))
    const slice = readMessage<{ spec: { devices: [{ attributes: object }] } }>(ResourceSliceSchema, bytes)
    const words = '{"__proto__":{"string":""},"numaNode":{"int":-1},"vfs":{"int":0}}'
    expect(JSON.parse(JSON.stringify(slice.spec.devices[0].attributes))).toEqual(JSON.parse(words))
    expect(slice.spec).toMatchObject({ driver: 'd', pool: { name: 'n', generation: 0 } })
  })

  it('is the same beside fields that nobody here reads', () => {
    const pod = create(PodSchema, { metadata: { name: 'a' }, spec: { nodeName: 'h1' } })
    const bytes = Buffer.from(toBinary(PodSchema, pod))
    const all = Buffer.concat([strange(), bytes, strange()])
    expect(readMessage(PodSchema, all)).toStrictEqual({ metadata: { name: 'a' }, spec: { nodeName: 'h1' } })
  })
})

describe('bytes that are no objects', () => {
  const wrongWire = Buffer.from(new BinaryWriter().tag(1, WireType.Varint).int32(1).finish())
  const pod = Buffer.from(toBinary(PodSchema, create(PodSchema, { metadata: { name: 'a' }, spec: { nodeName: 'h' } })))

  it.each([
    ['JSON', Buffer.from('{"kind":"Pod"}'), `that is not in Kubernetes' protobuf encoding, it begins with "{\\"kind`],
    ['nothing', Buffer.alloc(0), `that is not in Kubernetes' protobuf encoding, it begins with ""`],
    ['an object without metadata', enveloped(PodSchema, { spec: {} }), 'a Pod without metadata'],
    ['an object without a spec', enveloped(PodSchema, { metadata: {} }), 'a Pod without spec'],
  ])('are refused with words: %s', (_, bytes, words) => {
    expect(() => PODS.readObject(bytes)).toThrow(words)
  })

  it.each([
    ['a field of another type', wrongWire, 'bytes that are no Pod: metadata of wire type 0'],
    ['an end within a field', pod.subarray(0, -1), 'bytes that are no Pod: '],
    ['a part that is longer than the whole of it', Buffer.from([10, 2, 10, 5, 1, 1, 1, 1, 1]), 'does not end where'],
    ['no tag', Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff, 0xff]), 'bytes that are no Pod: '],
  ])('are refused with words, in the envelope too: %s', (_, bytes, words) => {
    expect(() => readMessage(PodSchema, bytes)).toThrow(words)
  })

  it('are refused in a list: no version, or an item without a spec', () => {
    for (const page of [{}, { metadata: { continue: 'more' } }]) {
      expect(() => PODS.readPage(enveloped(PodListSchema, page))).toThrow('a PodList without its version')
    }
    const list = { metadata: { resourceVersion: '1' }, items: [{ metadata: {} }] }
    expect(() => PODS.readPage(enveloped(PodListSchema, list))).toThrow('a Pod without spec')
  })
})
