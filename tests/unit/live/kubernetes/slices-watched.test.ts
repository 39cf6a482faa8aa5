import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { ApiClient } from '../../../../src/live/targets/kubernetes/api/api-client.ts'
import { KubernetesTarget } from '../../../../src/live/targets/kubernetes/kubernetes-target.ts'

const SIGNAL = new AbortController().signal

it('lists the slices of a cluster for the first snapshot and follows them from then on', async () => {
  let lists = 0
  let watches = 0
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://api')
    const isOfSlices = pathname.endsWith('/resourceslices')
    response.setHeader('content-type', 'application/json')
    if (searchParams.get('watch') === 'true') {
      if (isOfSlices) watches++
      return response.flushHeaders()
    }
    if (isOfSlices) lists++
    if (pathname.includes('/configmaps/')) response.statusCode = 404
    response.end(JSON.stringify({ metadata: { resourceVersion: '1' }, items: [] }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const connection = { cluster: 'c', server: address, tls: {}, headers: async () => ({}) }
  const ref = { kind: 'kubernetes', name: 'c' } as const
  const target = new KubernetesTarget(new ApiClient(connection), ref, { writer: 'berth', namespace: 'berth' })
  onTestFinished(async () => {
    await target.close()
    server.closeAllConnections()
    server.close()
  })
  await target.snapshot(SIGNAL)
  await expect.poll(() => watches).toBe(1)
  const before = lists
  await new Promise((resolve) => setTimeout(resolve, 50))
  for (let i = 0; i < 3; i++) await target.snapshot(SIGNAL)
  expect(lists).toBe(before)
})
