import { create, toBinary } from '@bufbuild/protobuf'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FrameSplitter } from '../../src/live/targets/kubernetes/api/frame-splitter.ts'
import { MessageError, readMessage } from '../../src/live/targets/kubernetes/api/read-message.ts'
import { PodSchema } from '../../src/live/targets/kubernetes/proto/kubernetes_pb.ts'

const payloads = fc.array(fc.uint8Array({ maxLength: 300 }).map((each) => Buffer.from(each)))
const cuts = fc.array(fc.nat({ max: 700 }), { maxLength: 40 })

function framed(payload: Buffer): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(payload.length)
  return Buffer.concat([length, payload])
}

describe('frames of a watch', () => {
  it('are the same however their bytes are cut, each told with its last byte', () => {
    fc.assert(
      fc.property(payloads, cuts, (frames, lengths) => {
        const whole = Buffer.concat(frames.map(framed))
        const splitter = new FrameSplitter()
        const found: Buffer[] = []
        let at = 0
        for (const length of [...lengths, whole.length]) {
          found.push(...splitter.push(whole.subarray(at, at + length)))
          at = Math.min(whole.length, at + length)
          let end = 0
          const told = frames.filter((frame) => (end += 4 + frame.length) <= at)
          expect(found.length).toBe(told.length)
        }
        expect(found).toEqual(frames)
      }),
    )
  })

  it('are refused above 64 MiB as soon as their length is there', () => {
    const most = new FrameSplitter()
    expect(most.push(Buffer.from([4, 0, 0, 0]))).toEqual([])
    expect(() => new FrameSplitter().push(Buffer.from([4, 0, 0, 1]))).toThrow('a frame of 67108865 bytes, expected at')
  })
})

const pod = create(PodSchema, {
  metadata: { name: 'a', generation: 7n, labels: { b: 'c' }, deletionTimestamp: { seconds: 9n } },
  spec: { containers: [{ name: 'game', resources: { requests: { cpu: { string: '2' } } } }], nodeName: 'h' },
  status: { conditions: [{ type: 'Ready', status: 'True' }] },
})
const bytesOfPod = Buffer.from(toBinary(PodSchema, pod))

describe('bytes of a message', () => {
  it('are read or refused with words, whatever they are', () => {
    const changed = fc
      .tuple(fc.nat({ max: bytesOfPod.length - 1 }), fc.nat({ max: 255 }), fc.nat({ max: bytesOfPod.length }))
      .map(([at, byte, length]) => {
        const bytes = Buffer.from(bytesOfPod)
        bytes[at] = byte
        return bytes.subarray(0, length)
      })
    const any = fc.uint8Array({ maxLength: 40 }).map((each) => Buffer.from(each))
    fc.assert(
      fc.property(fc.oneof(changed, any), (bytes) => {
        try {
          readMessage(PodSchema, bytes)
        } catch (error) {
          expect(error).toBeInstanceOf(MessageError)
        }
      }),
      { numRuns: 2000 },
    )
  })
})
