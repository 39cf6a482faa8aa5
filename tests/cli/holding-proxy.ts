import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface HoldingProxy {
  /** Where it answers, without a slash at its end. */
  readonly address: string
  /** The server has answered the request whose answer is held. */
  readonly answered: Promise<void>
  /** Passes the held answer on. */
  release(): void
  close(): Promise<void>
}

/** Passes everything to a server and back, but for the answers to one path: those it keeps until released. */
export async function holdingProxy(target: string, path: string): Promise<HoldingProxy> {
  let release = (): void => undefined
  let answer = (): void => undefined
  const released = new Promise<void>((resolve) => (release = resolve))
  const answered = new Promise<void>((resolve) => (answer = resolve))
  const server = createServer((from, to) => {
    const { method = 'GET', url = '/', headers } = from
    const onward = request(new URL(url, target), { method, headers }, async (back) => {
      if (url === path) {
        answer()
        await released
      }
      to.writeHead(back.statusCode ?? 502, back.headers)
      back.pipe(to)
    })
    onward.on('error', () => to.destroy())
    to.on('close', () => onward.destroy())
    from.pipe(onward)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answered,
    release,
    async close() {
      release()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
