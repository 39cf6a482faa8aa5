import type { Command } from 'commander'
import type { DiskOption } from '../../agent/discover/disks.ts'
import { isPlainPath } from '../../agent/discover/disks.ts'
import { DiscoveryError } from '../../agent/discover/host.ts'
import { AdapterError } from '../../agent/join/adapter-call.ts'
import { NotJoined, type RunAgentOptions, type RunningAgent, runAgent } from '../../agent/run-agent.ts'
import { formatCpuList } from '../../base/cpu-list.ts'
import { type JoinToken, parseJoinToken } from '../../model/agent-token.ts'
import { shortened, show } from '../../model/parse/faults.ts'
import * as scalars from '../../model/parse/scalars.ts'
import type { Arguments } from '../arguments.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { outputOf } from '../output.ts'
import { printFaults } from '../print-faults.ts'
import type { CommandBody } from './command-spec.ts'

const PORT_DEFAULT = 7443
/** Where a pod finds its own account. */
const ACCOUNT_DEFAULT = '/var/run/secrets/kubernetes.io/serviceaccount'
const DRIFT_MS_DEFAULT = 5_000
const DISK_EXPECTED = 'NAME=PATH or NAME=PATH:IOKIBPS, such as disk0=/srv/games:200000'

/** `berth agent`. */
export const AGENT: CommandBody = { declare: declareAgent, run: agent }

/** Declares the options of `berth agent`. */
export function declareAgent(command: Command): void {
  command
    .option('--adapter [URL]', 'where the adapter takes agents, such as https://10.0.0.1:7442 (needed)')
    .option('--join [TOKEN]', 'one-time token for the first start')
    .option('--host [NAME]', 'name of this host (needed)')
    .option('--listen [ADDRESS:PORT]', `where to listen (needed; port by default ${PORT_DEFAULT})`)
    .option('--address [URL]', 'where the adapter reaches this agent (default: https:// and --listen)')
    .option('--state [DIR]', 'folder for certificates and records (needed)')
    .option('--region [NAME]', 'region of the host (needed)')
    .option('--idc [NAME]', 'IDC of the host (needed)')
    .option('--module [NAME]', 'module of the host (needed)')
    .option('--rack [NAME]', 'rack of the host (needed)')
    .option('--topology [NAME]', 'name of its hardware (default: discovered)')
    .option('--reserved-cpus [LIST]', 'Cpus kept for the system, such as 0,32 (default: none)')
    .option('--reserved-memory [MIB]', 'MiB kept for the system on each NumaNode (default: 0)')
    .option('--disk [NAME=PATH:IOKIBPS]', 'an XFS with project quota; again for more (default: all found)', collected)
    .option('--uplink [DEVICE]', 'device under the VLANs of bridges (default: none)')
    .option('--drift-ms [MS]', `how often to look for drift (default: ${DRIFT_MS_DEFAULT})`)
    .option('--repair', 'put drift back instead of only telling it')
    .option('--nri [SOCKET]', 'on a Kubernetes Node: where containerd takes plugins, such as /var/run/nri/nri.sock')
    .option('--api-server [URL]', 'on a Kubernetes Node: where its ResourceSlices go, such as https://10.0.0.1:6443')
    .option('--account [DIR]', `folder with token and ca.crt for it (default: ${ACCOUNT_DEFAULT})`)
    .option('--cgroup-root [DIR]', 'where cgroup v2 is mounted (default: /sys/fs/cgroup)')
}

function collected(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value]
}

/** Runs the agent of this host until interrupted. Prints its address as the first line of stdout. */
export async function agent(args: Arguments): Promise<ExitCode> {
  const output = outputOf(args)
  const options = optionsOf(args, (line) => process.stderr.write(`${line}\n`))
  args.end(0)
  if (args.faults.length > 0) return printFaults(args.faults, null, output)
  let running: RunningAgent
  try {
    running = await runAgent(options)
  } catch (error) {
    if (error instanceof DiscoveryError) return printFaults(error.faults, null, output)
    if (error instanceof NotJoined) args.fault('--join', error.message, 'a token from berth agents invite')
    else if (error instanceof AdapterError) {
      process.stderr.write(`berth: ${error.message}\n`)
      return error.kind === 'denied' ? EXIT.denied : EXIT.unreachable
    } else if (isListening(error)) {
      args.fault(
        '--listen',
        `${options.listen.address}:${options.listen.port} (${error.code})`,
        'a free address and port',
      )
    } else throw error
    return printFaults(args.faults, null, output)
  }
  const { address, port } = running.door
  const at = `https://${address.includes(':') ? `[${address}]` : address}:${port}`
  output.answer(
    { host: options.place.name, address: at },
    () => `agent of ${options.place.name} is at ${at}\n`,
    () => at,
  )
  await new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve())
    process.once('SIGTERM', () => resolve())
  })
  await running.close()
  return EXIT.interrupted
}

function isListening(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error && error.syscall === 'listen'
}

function optionsOf(args: Arguments, log: (line: string) => void): RunAgentOptions {
  const listen = listenOf(args)
  const wide = listen.address === '0.0.0.0' || listen.address === '::'
  const shown = listen.address.includes(':') ? `[${listen.address}]` : listen.address
  const address = urlOf(args, '--address', wide ? null : `https://${shown}:${listen.port}`)
  return {
    adapter: urlOf(args, '--adapter', null),
    token: tokenOf(args),
    place: {
      name: nameOf(args, '--host', null),
      region: nameOf(args, '--region', null),
      idc: nameOf(args, '--idc', null),
      module: nameOf(args, '--module', null),
      rack: nameOf(args, '--rack', null),
      topology: nameOf(args, '--topology', 'discovered'),
      reservedCpus: reservedCpusOf(args),
      reservedMemoryMib: args.integer('--reserved-memory', 0, 1024 * 1024, 0),
      disks: disksOf(args),
    },
    listen,
    address: address.origin,
    stateFolder: required(args, '--state', 'a folder that only the agent writes'),
    cgroupRoot: args.text('--cgroup-root', 'a folder', '/sys/fs/cgroup').replace(/\/+$/, ''),
    uplink: args.text('--uplink', 'a device', null),
    driftMs: args.integer('--drift-ms', 100, 3_600_000, DRIFT_MS_DEFAULT),
    repair: args.flag('--repair'),
    nriSocket: args.text('--nri', 'a socket such as /var/run/nri/nri.sock', null),
    publish: publishOf(args),
    log,
  }
}

/** Slices are of Nodes: an API server without a socket of a runtime is a fault. */
function publishOf(args: Arguments): RunAgentOptions['publish'] {
  const account = args.text('--account', 'a folder', ACCOUNT_DEFAULT)
  if (!args.given('--api-server')) {
    if (args.given('--account')) args.fault('--account', account, '--api-server with it')
    return null
  }
  if (!args.given('--nri')) args.fault('--nri', 'nothing', 'the socket of the container runtime, with --api-server')
  return { server: urlOf(args, '--api-server', null), account }
}

function required(args: Arguments, name: string, expected: string): string {
  const given = args.given(name)
  const value = args.text(name, expected, null)
  if (value === null && !given) args.fault(name, 'nothing', expected)
  return value ?? ''
}

function nameOf(args: Arguments, option: string, fallback: string | null): string {
  const expected = 'a name of at most 63 characters: a-z, 0-9 and hyphens inside'
  const value = fallback === null ? required(args, option, expected) : args.text(option, expected, fallback)
  if (value !== '' && !scalars.name.safeParse(value).success) args.fault(option, shortened(value), expected)
  return value
}

const NOWHERE = new URL('https://localhost')

function urlOf(args: Arguments, option: string, fallback: string | null): URL {
  const expected = 'an address such as https://10.0.0.1:7443'
  const text = fallback === null ? required(args, option, expected) : args.text(option, expected, fallback)
  if (text === '') return NOWHERE
  const url = URL.canParse(text) ? new URL(text) : null
  if (url !== null && url.protocol === 'https:' && url.pathname === '/') return url
  args.fault(option, shortened(text), expected)
  return NOWHERE
}

function tokenOf(args: Arguments): JoinToken | null {
  const text = args.text('--join', 'a join token', null)
  if (text === null) return null
  const token = parseJoinToken(text)
  if (token.ok) return token.value
  for (const fault of token.faults) args.fault('--join', fault.found, fault.expected)
  return null
}

function listenOf(args: Arguments): { address: string; port: number } {
  const expected = `ADDRESS:PORT, such as 10.1.2.3:${PORT_DEFAULT}`
  const text = required(args, '--listen', expected)
  const match = /^(?:\[([0-9a-fA-F:]+)\]|([0-9.]+))(?::(\d{1,5}))?$/.exec(text)
  const port = match?.[3] === undefined ? PORT_DEFAULT : Number(match[3])
  if (match !== null && port <= 65_535) return { address: match[1] ?? match[2], port }
  if (text !== '') args.fault('--listen', shortened(text), expected)
  return { address: '127.0.0.1', port: PORT_DEFAULT }
}

function reservedCpusOf(args: Arguments): string {
  const expected = 'a Cpu list such as 0-3,48-51'
  const text = args.text('--reserved-cpus', expected, '')
  const cpus = scalars.cpuList.safeParse(text)
  if (cpus.success) return formatCpuList(cpus.data)
  args.fault('--reserved-cpus', shortened(text), expected)
  return ''
}

function disksOf(args: Arguments): readonly DiskOption[] {
  const disks: DiskOption[] = []
  for (const text of args.texts('--disk', DISK_EXPECTED)) {
    const match = /^([^=]+)=(\/[^:]*)(?::(\d{1,10}))?$/.exec(text)
    if (match === null || !scalars.deviceName.safeParse(match[1]).success || !isPlainPath(match[2])) {
      args.fault('--disk', show(text), DISK_EXPECTED)
    } else if (disks.some((disk) => disk.name === match[1])) {
      args.fault('--disk', `${match[1]} again`, 'each name once')
    } else disks.push({ name: match[1], path: match[2], ioKibps: Number(match[3] ?? 0) })
  }
  return disks
}
