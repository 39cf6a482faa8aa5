import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it, onTestFinished } from 'vitest'
import { ApiServer } from '../../../src/agent/publish/api-server.ts'

const ANSWER_MS = 300

/** An API server that answers so, and the account of an agent at it that waits ANSWER_MS. */
async function serve(answer: RequestListener): Promise<ApiServer> {
  const folder = mkdtempSync(join(tmpdir(), 'account-'))
  for (const name of ['token', 'ca.crt']) writeFileSync(join(folder, name), 'x')
  const server = createServer(answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const api = new ApiServer(new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`), folder, ANSWER_MS)
  onTestFinished(async () => {
    await api.close()
    server.closeAllConnections()
    server.close()
    rmSync(folder, { recursive: true })
  })
  return api
}

/** What is no longer reachable is gone, as it is in a process that runs for days. */
async function collect(): Promise<void> {
  setFlagsFromString('--expose-gc')
  const gc = runInNewContext('gc') as () => void
  for (let i = 0; i < 5; i++) {
    await sleep(20)
    gc()
  }
}

const LASTING = new AbortController().signal
const HEAD: RequestListener = (_, response) => response.writeHead(200).write('{')

it.each([
  ['says nothing', (): void => undefined],
  ['stops in the middle of its answer', HEAD],
] as const)('gives up a request of which the API server %s', async (_, answer) => {
  const asked = (await serve(answer)).request('GET', '/api', undefined, LASTING).then(
    () => 'answered',
    (error: Error) => error.message,
  )
  await collect()
  expect(await asked).toMatch(`no answer within ${ANSWER_MS} ms`)
})

it('gives up a watch that the API server does not end when it was to', async () => {
  const asked: string[] = []
  const api = await serve((request, response) => {
    asked.push(request.url ?? '')
    response.writeHead(200).write('{}\n')
  })
  let came = 0
  const watching = api.watch('/api?watch=true', 1, () => came++, LASTING).catch((error: Error) => error.message)
  await collect()
  expect(await watching).toMatch(`no answer within ${1_000 + ANSWER_MS} ms`)
  expect([asked, came]).toEqual([['/api?watch=true&timeoutSeconds=1'], 1])
})

it('breaks a request off when its caller does, also before it began', async () => {
  const api = await serve(() => undefined)
  const caller = new AbortController()
  const asked = api.request('GET', '/api', undefined, caller.signal)
  caller.abort(new Error('the agent ends'))
  await expect(asked).rejects.toThrow('the agent ends')
  await expect(api.request('GET', '/api', undefined, caller.signal)).rejects.toThrow('the agent ends')
})
