import { describe, expect, it } from 'vitest'
import { listAll } from '../../../../src/live/targets/kubernetes/api/api-list.ts'
import { type WatchEvent, watchOnce } from '../../../../src/live/targets/kubernetes/api/api-watch.ts'
import { PODS } from '../../../../src/live/targets/kubernetes/collections.ts'
import type { KubePod } from '../../../../src/live/targets/kubernetes/objects.ts'
import { PodSchema, StatusSchema } from '../../../../src/live/targets/kubernetes/proto/kubernetes_pb.ts'
import { enveloped, frameOf } from '../../../cluster/lab/watch-formats.ts'
import { clientOf } from './api-server.ts'

const { signal } = new AbortController()

function podFrame(type: string, name: string): Buffer {
  return frameOf(type, enveloped(PodSchema, { metadata: { name, resourceVersion: `v-${name}` }, spec: {} }))
}

/** What a watch says of a stream of these bytes: its events in short, and how it ended. */
async function watched(bytes: Buffer, type = 'application/vnd.kubernetes.protobuf;stream=watch') {
  const client = await clientOf((_, response) => {
    response.setHeader('content-type', type)
    response.end(bytes)
  })
  const seen: string[] = []
  const onEvents = (events: readonly WatchEvent<KubePod>[]): void => {
    for (const event of events) {
      const what = event.kind === 'bookmark' ? event.resourceVersion : event.object.metadata.name
      seen.push(`${event.kind} ${what}`)
    }
  }
  const options = { collection: PODS, query: {}, resourceVersion: '1', idleMs: 5000, signal, onOpen: () => undefined }
  return { error: await watchOnce(client, options, onEvents), seen }
}

describe('a watch', () => {
  it('tells each kind of event, and nothing of a stream that just ends', async () => {
    const frames = ['ADDED', 'MODIFIED', 'DELETED', 'BOOKMARK'].map((type, i) => podFrame(type, `p${i}`))
    const { seen, error } = await watched(Buffer.concat(frames))
    expect(seen).toEqual(['set p0', 'set p1', 'removed p2', 'bookmark v-p3'])
    expect(error).toBe(null)
  })

  it('ends with the status of an ERROR, after the events before it', async () => {
    const expired = enveloped(StatusSchema, { code: 410, reason: 'Expired', message: 'too old' })
    const { seen, error } = await watched(Buffer.concat([podFrame('ADDED', 'a'), frameOf('ERROR', expired)]))
    expect(seen).toEqual(['set a'])
    expect(error).toEqual({ kind: 'gone', message: 'too old' })
  })

  it.each([
    ['a frame that is too long', Buffer.from('{"type":"ADDED"}\n'), 'a frame of 2065855609 bytes, expected at most'],
    ['bytes that are no event', Buffer.from([0, 0, 0, 2, 10, 9]), 'bytes that are no WatchEvent: it ends within'],
    ['a type that there is not', podFrame('LOST', 'a'), 'an event of the type "LOST"'],
    ['an event of nothing', frameOf('ADDED', Buffer.alloc(0)), "an object that is not in Kubernetes' protobuf"],
  ])('breaks off, and says why: %s', async (_, bytes, words) => {
    const { error } = await watched(bytes)
    expect(error).toMatchObject({ kind: 'unreachable', message: expect.stringContaining(words) })
    expect(error?.message).toMatch(/^the watch broke off: /)
  })

  it('is not begun on an answer of another type', async () => {
    const { error } = await watched(Buffer.from('{"type":"ADDED"}\n'), 'application/json')
    const types = 'application/json, not of application/vnd.kubernetes.protobuf'
    expect(error).toMatchObject({
      kind: 'unreachable',
      message: `the server sent an answer of the type ${types} as asked`,
    })
  })
})

describe('a list', () => {
  const types = [
    ['application/json', '{"kind":"PodList"}', 'an answer of the type application/json, not of application/vnd'],
    ['application/vnd.kubernetes.protobuf', '{"kind":"PodList"}', 'an object that is not in Kubernetes'],
    ['application/vnd.kubernetes.protobuf', 'k8s\0\x12\x02\x12\x09', 'bytes that are no PodList: '],
  ] as const
  it.each(types)('is refused with words when it comes as %s: %j', async (type, body, words) => {
    const client = await clientOf((_, response) => {
      response.setHeader('content-type', type)
      response.end(body)
    })
    const listed = await listAll(client, PODS, {}, signal)
    const message = expect.stringContaining(`the server sent ${words}`)
    expect(listed).toMatchObject({ ok: false, error: { kind: 'unreachable', message } })
  })

  it.each([
    ['protobuf', enveloped(StatusSchema, { code: 403, reason: 'Forbidden', message: 'pods is forbidden' })],
    ['JSON', Buffer.from(JSON.stringify({ code: 403, message: 'pods is forbidden' }))],
  ])('that the server refuses in %s has its words', async (_, body) => {
    const client = await clientOf((_url, response) => {
      response.statusCode = 403
      response.end(body)
    })
    const error = { kind: 'forbidden', message: 'pods is forbidden' }
    expect(await listAll(client, PODS, {}, signal)).toEqual({ ok: false, error })
  })
})
