import { createServer as createHttpServer } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { AddressInfo, Server } from 'node:net'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { createAdaptorServer } from '@hono/node-server'
import type { Command } from 'commander'
import type { Fault } from '../../base/result.ts'
import type { Adapter } from '../../live/adapter.ts'
import type { ServedPolicy } from '../../model/policy-report.ts'
import type { Arguments } from '../arguments.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { type Output, outputOf } from '../output.ts'
import { collect } from '../own-profiles.ts'
import { packageRoot } from '../package-root.ts'
import { type WatchedPolicy, watchPolicy } from '../policy/watched-policy.ts'
import { faultLine, printFaults } from '../print-faults.ts'
import { RUNS_FOLDER } from '../run/run-directory.ts'
import { announceServer, defaultStateFolder, forgetServer } from '../serve/data-folder.ts'
import { firstSteps } from '../serve/first-steps.ts'
import {
  declareListen,
  givenIdentity,
  issuedIdentity,
  type ListenOptions,
  listenOptions,
  type ServerIdentity,
} from '../serve/listen-options.ts'
import { type OpenedAdapter, type OpenFolder, openAll, openFolder } from '../serve/live-server.ts'
import { faultsOfChoice } from '../serve/open-target.ts'
import { createServerApp } from '../serve/server-app.ts'
import { declareTarget, type TargetChoice, targetChoice } from '../serve/target-choice.ts'
import { createWorkbenchApp } from '../serve/workbench-app.ts'
import type { CommandBody } from './command-spec.ts'

/** Ports tried after the default one before giving up. */
const PORT_TRIES = 50

/** `berth serve`. */
export const SERVE: CommandBody = { declare: declareServe, run: serve }

function declareServe(command: Command): void {
  declareListen(command)
  command.option('--data [DIR]', `data folder: plans, audit log, tokens (default: ${defaultStateFolder()})`)
  declareTarget(command)
  command.option(
    '--policy [FILE]',
    'a policy of your own to try in the workbench; checked again on each change',
    collect,
  )
}

/**
 * Serves the built workbench and the adapter's API until interrupted. Prints the address as the first line of stdout,
 * and on stderr where its state is and who is still missing.
 */
async function serve(args: Arguments): Promise<ExitCode> {
  const output = outputOf(args)
  const options = listenOptions(args)
  const choice = { ...targetChoice(args), names: options.names }
  const path = args.text('--data', 'a folder', defaultStateFolder())
  args.end(0)
  const policy = await policyOf(args)
  // What the options name is looked at where they are good themselves, and before anything is made.
  const given = args.faults.length > 0 ? null : givenIdentity(options)
  if (given !== null) args.faults.push(...(given.ok ? [] : given.faults), ...(await faultsOfChoice(choice)))
  if (args.faults.length > 0 || given?.ok !== true) {
    policy?.close()
    return printFaults(args.faults, null, output)
  }
  const result = await openFolder(path, 'make')
  if (result.kind !== 'open') {
    const code = printFaults(result.faults, null, output)
    return result.kind === 'taken' ? EXIT.conflict : code
  }
  const { open } = result
  const own = options.https ? (given.value ?? (await issuedIdentity(options, open.authority))) : null
  const started: { adapter: Adapter | null } = { adapter: null }
  // By HTTPS the certificate says which names are this machine's.
  const names = own === null ? [hostname(), ...options.names] : null
  const workbench = createWorkbenchApp(join(packageRoot(), 'dist', 'workbench'), policy, RUNS_FOLDER, names)
  const app = createServerApp(workbench, () => started.adapter?.app ?? null)
  const server = await listenFrom(options.port, options.isFixed ? 1 : PORT_TRIES, (port) => {
    return startListening(app.fetch, own, options.address, port)
  })
  if (typeof server === 'string') return endWith(open, [portFault(server, options)], output)
  const { port } = server.address() as AddressInfo
  const address = `${own === null ? 'http' : 'https'}://${hostOf(options.address)}:${port}/`
  const page = policy === null ? address : `${address}?profile=${policy.served.name}`
  output.answer(
    { address, folder: open.folder, ...(policy === null ? {} : { policy: policy.served }) },
    () => `berth is at ${page}\n`,
    () => address,
  )
  policy?.subscribe(printPolicy)
  const ended = interrupted()
  const opened = await startAdapter(open, choice, output).catch((error: unknown) => {
    endServer(server)
    open.store.close()
    throw error
  })
  if (opened === null) {
    endServer(server)
    return EXIT.badInput
  }
  started.adapter = opened.adapter
  announceServer(open.folder, {
    address,
    pid: process.pid,
    token: opened.localToken,
    authority: own?.authority ?? null,
  })
  const isDefault = !args.given('--data')
  if (!output.quiet) process.stderr.write(firstSteps(open.folder, opened, isDefault))
  await ended
  forgetServer(open.folder)
  policy?.close()
  endServer(server)
  await opened.close()
  return EXIT.interrupted
}

/** The policy of `--policy`, or null; what is wrong with it is noted. */
async function policyOf(args: Arguments): Promise<WatchedPolicy | null> {
  const files = args.texts('--policy', 'a policy file')
  if (files.length > 1) args.fault('--policy', `${files.length} of them`, 'one')
  if (files.length !== 1) return null
  const watched = await watchPolicy(files[0])
  if (watched.ok) return watched.value
  args.faults.push(...watched.faults)
  return null
}

/** Says how a policy file stands after a change. */
function printPolicy({ file, name, faults }: ServedPolicy): void {
  for (const fault of faults) process.stderr.write(`${faultLine(fault, null)}\n`)
  process.stderr.write(
    faults.length === 0 ? `${file}: checked, ${name}\n` : `${file}: the version before stays in force\n`,
  )
}

/** Target and adapter, going on with what a crash left applying; null, with the faults printed, when they have any. */
async function startAdapter(open: OpenFolder, choice: TargetChoice, output: Output): Promise<OpenedAdapter | null> {
  const opened = await openAll(open, choice)
  if (!opened.ok) {
    endWith(open, opened.faults, output)
    return null
  }
  opened.value.adapter.plans.start()
  return opened.value
}

function endWith(open: OpenFolder, faults: readonly Fault[], output: Output): ExitCode {
  open.store.close()
  return printFaults(faults, null, output)
}

function startListening(
  fetch: (request: Request) => Response | Promise<Response>,
  identity: ServerIdentity | null,
  hostname: string,
  port: number,
): Server {
  const server = (
    identity === null
      ? createAdaptorServer({ fetch, createServer: createHttpServer })
      : createAdaptorServer({
          fetch,
          createServer: createHttpsServer,
          serverOptions: { key: identity.key, cert: identity.cert, minVersion: 'TLSv1.2' },
        })
  ) as Server
  server.listen(port, hostname)
  return server
}

function portFault(code: PortError, { port, isFixed, address }: ListenOptions): Fault {
  if (code === 'EADDRNOTAVAIL') {
    return { path: '--listen', found: `${address}, which this machine has not`, expected: 'one of its addresses' }
  }
  const why = code === 'EADDRINUSE' ? 'is taken' : `this user may not open (${code})`
  const found = isFixed ? `${port}, which ${why}` : `no free port from ${port} on`
  return { path: '--port', found, expected: 'a free port' }
}

/** The host of an address that a person opens; a server that listens everywhere is also at localhost. */
function hostOf(listen: string): string {
  if (listen === '0.0.0.0' || listen === '::') return 'localhost'
  return listen.includes(':') ? `[${listen}]` : listen
}

function endServer(server: Server): void {
  server.close()
  if ('closeAllConnections' in server) (server as unknown as { closeAllConnections(): void }).closeAllConnections()
}

/** Codes of a port that cannot be had: somebody else's, one that needs a right, an address of another machine. */
type PortError = 'EADDRINUSE' | 'EACCES' | 'EADDRNOTAVAIL'
const PORT_ERRORS: readonly string[] = ['EADDRINUSE', 'EACCES', 'EADDRNOTAVAIL']

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
        if (PORT_ERRORS.includes(error.code ?? '')) resolve(error.code as PortError)
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
