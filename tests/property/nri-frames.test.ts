import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { create, fromBinary, toBinary } from '@bufbuild/protobuf'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FrameError, FrameSplitter } from '../../src/agent/door/nri/frame-splitter.ts'
import { MUX_PAYLOAD_BYTES_MAX, Mux } from '../../src/agent/door/nri/mux.ts'
import { RequestSchema, ResponseSchema } from '../../src/agent/door/nri/proto/ttrpc_pb.ts'
import {
  readMessage,
  TTRPC_FORMAT,
  TTRPC_PAYLOAD_BYTES_MAX,
  writeMessage,
} from '../../src/agent/door/nri/ttrpc-frame.ts'
import { serveTtrpc } from '../../src/agent/door/nri/ttrpc-server.ts'

const bytes = fc.uint8Array({ maxLength: 300 }).map((each) => Buffer.from(each))
const message = fc.record({ stream: fc.integer({ min: 0, max: 0xffff_ffff }), payload: bytes })
const cuts = fc.array(fc.nat({ max: 700 }), { maxLength: 40 })

/** The bytes in pieces of these lengths, over and over; a piece of no bytes is one too. */
function cut(whole: Buffer, lengths: readonly number[]): Buffer[] {
  const pieces: Buffer[] = []
  let at = 0
  for (let i = 0; at < whole.length; i++) {
    const length = lengths.length === 0 ? whole.length : lengths[i % lengths.length] + (i >= lengths.length ? 1 : 0)
    pieces.push(whole.subarray(at, at + length))
    at += length
  }
  return pieces
}

describe('ttrpc frames', () => {
  it('are the same however their bytes are cut', () => {
    fc.assert(
      fc.property(fc.array(message), cuts, (messages, lengths) => {
        const whole = Buffer.concat(messages.map(({ stream, payload }) => writeMessage('request', stream, payload)))
        const splitter = new FrameSplitter(TTRPC_FORMAT)
        const found = cut(whole, lengths).flatMap((piece) => splitter.push(piece).map(readMessage))
        expect(found).toEqual(messages.map((each) => ({ type: 'request', flags: 0, ...each })))
        expect(splitter.pendingBytes).toBe(0)
      }),
    )
  })

  it('are refused above 4 MiB as soon as the header is there, and taken at 4 MiB', () => {
    const header = (length: number) => {
      const frame = Buffer.alloc(10)
      frame.writeUInt32BE(length, 0)
      frame.writeUInt8(1, 8)
      return frame
    }
    const most = new FrameSplitter(TTRPC_FORMAT)
    expect(most.push(header(TTRPC_PAYLOAD_BYTES_MAX))).toEqual([])
    expect(most.push(Buffer.alloc(TTRPC_PAYLOAD_BYTES_MAX))).toHaveLength(1)
    for (const length of [TTRPC_PAYLOAD_BYTES_MAX + 1, 0xffff_ffff]) {
      expect(() => new FrameSplitter(TTRPC_FORMAT).push(header(length))).toThrow(
        `ttrpc.length: found ${length} bytes, expected at most 4194304 bytes`,
      )
    }
    expect(() => writeMessage('request', 1, Buffer.alloc(TTRPC_PAYLOAD_BYTES_MAX + 1))).toThrow(FrameError)
  })
})

describe('the multiplexer over a socket', () => {
  let folder: string
  let server: Server
  let near: Socket
  let far: Socket

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'berth-mux-'))
    server = createServer().listen(join(folder, 's'))
    await once(server, 'listening')
    const accepted = once(server, 'connection')
    near = connect(join(folder, 's'))
    far = (await accepted)[0] as Socket
  })
  afterEach(() => {
    near.destroy()
    far.destroy()
    server.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const framed = (id: number, payload: Buffer) => {
    const header = Buffer.alloc(8)
    header.writeUInt32BE(id, 0)
    header.writeUInt32BE(payload.length, 4)
    return Buffer.concat([header, payload])
  }

  it('gives each connection its bytes in order, whatever comes between and however it is cut', async () => {
    const got = new Map<number, Buffer[]>()
    const mux = new Mux(near)
    for (const id of [1, 2]) mux.channel(id).onBytes = (piece) => got.set(id, [...(got.get(id) ?? []), piece])
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.integer({ min: 1, max: 3 }), bytes)), cuts, async (frames, lengths) => {
        got.clear()
        const ended = new Promise<void>((resolve) => {
          mux.channel(9).onBytes = () => resolve()
        })
        const whole = Buffer.concat([
          ...frames.map(([id, payload]) => framed(id, payload)),
          framed(9, Buffer.from('.')),
        ])
        for (const piece of cut(whole, lengths)) far.write(piece)
        await ended
        for (const id of [1, 2]) {
          const expected = frames.filter(([each]) => each === id).map(([, payload]) => payload)
          expect(Buffer.concat(got.get(id) ?? [])).toEqual(Buffer.concat(expected))
        }
      }),
      { numRuns: 50 },
    )
  })

  it('sends a message as a first payload of at most 4096 bytes and one with the rest', async () => {
    const lengths: number[] = []
    const splitter = new FrameSplitter({ name: 'mux', headerBytes: 8, lengthAt: 4, payloadBytesMax: 1 << 30 })
    far.on('data', (piece: Buffer) => lengths.push(...splitter.push(piece).map(({ payload }) => payload.length)))
    const { send } = new Mux(near).channel(1)
    for (const length of [10, 4096, 4097, 3_000_000]) send(Buffer.alloc(length))
    await expect.poll(() => lengths).toEqual([10, 4096, 4096, 1, 4096, 2_995_904])
  })

  it.each([
    ['a payload that is too long', framed(1, Buffer.alloc(0)).fill(0xff, 4), /mux.length: found 4294967295 bytes/],
    ['a message that is too long', framed(1, Buffer.alloc(10, 0xff)), /ttrpc.length: found 4294967295 bytes/],
    [
      'a type that there is not',
      framed(1, Buffer.from([0, 0, 0, 0, 0, 0, 0, 1, 7, 0])),
      /ttrpc.type: found 7, expected/,
    ],
  ])('ends with what was found at %s', async (_, sent, reason) => {
    const mux = new Mux(near)
    serveTtrpc(mux.channel(1), new Map())
    far.write(sent)
    expect((await mux.ended)?.message).toMatch(reason)
  })

  it('ends with what was found when it is cut off inside a frame', async () => {
    const mux = new Mux(near)
    far.end(framed(1, Buffer.alloc(50)).subarray(0, 30))
    expect((await mux.ended)?.message).toBe('mux: found an end after 30 bytes of a frame, expected the rest')
  })

  it('survives any bytes: it answers or ends, and never throws', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(bytes, { minLength: 1 }), async (payloads) => {
        const accepted = once(server, 'connection')
        const one = connect(join(folder, 's'))
        const other = (await accepted)[0] as Socket
        other.on('error', () => undefined)
        const mux = new Mux(one)
        serveTtrpc(mux.channel(1), new Map())
        for (const payload of payloads) other.write(framed(1, payload))
        other.end()
        await mux.ended
      }),
      { numRuns: 50 },
    )
  })

  it('answers what is no call of it with a status of its own, and goes on', async () => {
    serveTtrpc(new Mux(near).channel(1), new Map([['s/m', (payload: Uint8Array) => payload]]))
    const answers: string[] = []
    const splitter = new FrameSplitter({ name: 'mux', headerBytes: 8, lengthAt: 4, payloadBytesMax: 1 << 30 })
    const inner = new FrameSplitter(TTRPC_FORMAT)
    far.on('data', (piece: Buffer) => {
      for (const { payload } of splitter.push(piece)) {
        for (const { stream, payload: body } of inner.push(payload).map(readMessage)) {
          const { status, payload: echoed } = fromBinary(ResponseSchema, body)
          answers.push(`${stream} ${status?.code ?? 0} ${status?.message ?? Buffer.from(echoed).toString()}`)
        }
      }
    })
    const request = (service: string) =>
      toBinary(RequestSchema, create(RequestSchema, { service, method: 'm', payload: Buffer.from('hi') }))
    const streaming = writeMessage('request', 5, request('s'))
    streaming.writeUInt8(2, 9)
    for (const each of [
      writeMessage('request', 1, request('other')),
      writeMessage('request', 3, Buffer.from([0xff, 0xff])),
      streaming,
      writeMessage('request', 8, request('s')),
      writeMessage('request', 9, request('s')),
    ]) {
      far.write(framed(1, each))
    }
    await expect.poll(() => answers.length).toBe(5)
    expect(answers.sort()).toEqual([
      '1 12 found no method m of service other',
      expect.stringMatching(/^3 3 found bytes that are no request: /),
      '5 12 found flags 2, expected a unary call',
      '8 3 found stream 8, expected an odd number',
      '9 0 hi',
    ])
  })

  it('takes one whole message of 4 MiB', () => {
    expect(MUX_PAYLOAD_BYTES_MAX).toBe(10 + 4 * 1024 * 1024)
  })
})
