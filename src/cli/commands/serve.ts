import type { AddressInfo, Server } from 'node:net'
import { join } from 'node:path'
import { serve as listen } from '@hono/node-server'
import type { Command } from 'commander'
import type { Arguments } from '../arguments.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { outputOf } from '../output.ts'
import { packageRoot } from '../package-root.ts'
import { printFaults } from '../print-faults.ts'
import { createWorkbenchApp } from '../serve/workbench-app.ts'

const PORT_DEFAULT = 4780
/** Ports tried after the default one before giving up. */
const PORT_TRIES = 50
const HOSTNAME = '127.0.0.1'

/** Declares the options of `berth serve`. */
export function declareServe(command: Command): void {
  command.option('--port [N]', `port on ${HOSTNAME} (default: ${PORT_DEFAULT}, or the next free one; 0: any free one)`)
}

/** Serves the built workbench until interrupted. Prints the address as the first line of stdout. */
export async function serve(args: Arguments): Promise<ExitCode> {
  const output = outputOf(args)
  const fixed = args.given('--port')
  const port = args.integer('--port', 0, 65535, PORT_DEFAULT)
  args.end(0)
  if (args.faults.length > 0) return printFaults(args.faults, null, output)

  const app = createWorkbenchApp(join(packageRoot(), 'dist', 'workbench'))
  const server = await listenFrom(port, fixed ? 1 : PORT_TRIES, (candidate) => {
    return listen({ fetch: app.fetch, hostname: HOSTNAME, port: candidate }) as Server
  })
  if (typeof server === 'string') {
    const why = server === 'EADDRINUSE' ? 'is taken' : `this user may not open (${server})`
    args.fault('--port', fixed ? `${port}, which ${why}` : `no free port from ${port} on`, 'a free port')
    return printFaults(args.faults, null, output)
  }
  const address = `http://${HOSTNAME}:${(server.address() as AddressInfo).port}/`
  output.answer(
    { address },
    () => `berth is at ${address}\n`,
    () => address,
  )
  await interrupted()
  server.close()
  if ('closeAllConnections' in server) (server as unknown as { closeAllConnections(): void }).closeAllConnections()
  return EXIT.interrupted
}

/** Codes of a port that cannot be had: somebody else's, or one that needs a right. */
type PortError = 'EADDRINUSE' | 'EACCES'

/**
 * The server on the first port of `tries` ports from `port` on that can be opened, or the code of the last error when
 * there is none.
 */
export async function listenFrom(
  port: number,
  tries: number,
  start: (port: number) => Server,
): Promise<Server | PortError> {
  let last: PortError = 'EADDRINUSE'
  for (let candidate = port; candidate < port + tries && candidate <= 65535; candidate++) {
    const server = start(candidate)
    const code = await new Promise<PortError | null>((resolve, reject) => {
      server.once('listening', () => resolve(null))
      server.once('error', (error: NodeJS.ErrnoException) => {
        if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(error.code)
        else reject(error)
      })
    })
    if (code === null) return server
    last = code
  }
  return last
}

function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve())
    process.once('SIGTERM', () => resolve())
  })
}
