import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { ApiClient } from '../../../../src/live/targets/kubernetes/api/api-client.ts'
import { PROTOBUF } from '../../../../src/live/targets/kubernetes/api/envelope.ts'

/** A client of a server that answers so, until the test is done. */
export async function clientOf(answer: (url: URL, response: ServerResponse) => void) {
  const server = createServer((request, response) => {
    response.setHeader('content-type', PROTOBUF)
    answer(new URL(request.url ?? '', 'http://api'), response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const client = new ApiClient({ cluster: 'c', server: address, tls: {}, headers: async () => ({}) })
  onTestFinished(async () => {
    await client.close()
    server.closeAllConnections()
    server.close()
  })
  return client
}
