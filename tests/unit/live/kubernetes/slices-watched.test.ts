import { expect, it, onTestFinished } from 'vitest'
import { KubernetesTarget } from '../../../../src/live/targets/kubernetes/kubernetes-target.ts'
import { PodListSchema } from '../../../../src/live/targets/kubernetes/proto/kubernetes_pb.ts'
import { enveloped } from '../../../cluster/lab/watch-formats.ts'
import { clientOf } from './api-server.ts'

const SIGNAL = new AbortController().signal

it('lists the slices of a cluster for the first snapshot and follows them from then on', async () => {
  let lists = 0
  let watches = 0
  const client = await clientOf(({ pathname, searchParams }, response) => {
    const isOfSlices = pathname.endsWith('/resourceslices')
    if (searchParams.get('watch') === 'true') {
      if (isOfSlices) watches++
      return response.flushHeaders()
    }
    if (isOfSlices) lists++
    if (pathname.includes('/configmaps/')) response.statusCode = 404
    // Every list without items is the same.
    response.end(enveloped(PodListSchema, { metadata: { resourceVersion: '1' } }))
  })
  const ref = { kind: 'kubernetes', name: 'c' } as const
  const target = new KubernetesTarget(client, ref, { writer: 'berth', namespace: 'berth' })
  onTestFinished(() => target.close())
  await target.snapshot(SIGNAL)
  await expect.poll(() => watches).toBe(1)
  const before = lists
  await new Promise((resolve) => setTimeout(resolve, 50))
  for (let i = 0; i < 3; i++) await target.snapshot(SIGNAL)
  expect(lists).toBe(before)
})
