import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Channel, type RunOptions, type RunResult, runScript } from './channel.ts'
import { boot } from './qemu.ts'

/** The guest's port for commands (guest-init.sh), and the one where an agent serves. */
const COMMAND_PORT = 7000
export const AGENT_PORT = 7443

/** The machine that runs the tests, as the guest sees it: a server on its loopback answers here. */
export const OUTSIDE = '10.0.2.2'

/** All that another process needs to use a guest. */
export interface GuestAddress {
  readonly token: string
  /** Pairs of guest port and loopback port. */
  readonly ports: readonly (readonly [number, number])[]
}

/** A running guest. Faults of the guest itself reject; a script that fails is a result, but for `must`. */
export interface Guest {
  readonly address: GuestAddress
  run(script: string, options?: RunOptions): Promise<RunResult>
  /** Runs a script that must end well: its standard output without the last line break. */
  must(script: string, options?: RunOptions): Promise<string>
  /** Starts a command that lives on, in a session of its own: its process id. Both outputs go to `logPath`. */
  background(command: string, logPath: string): Promise<number>
  putFile(path: string, bytes: Uint8Array | string): Promise<void>
  /** Copies a folder of this machine with all that is in it: `guestPath` then holds what `localDir` holds. */
  putTree(localDir: string, guestPath: string): Promise<void>
  /** The port of 127.0.0.1 that leads to a port of the guest. */
  forwardedPort(guestPort: number): number
}

export interface StartOptions {
  readonly parts: string
  readonly serialPath: string
  /** Ports of the guest beside those for commands and for an agent. */
  readonly forwards?: readonly number[]
  /** Further disks, by the serial number under which the guest finds them. */
  readonly disks?: Readonly<Record<string, string>>
  /** True for a guest that a person stops by hand. */
  readonly outlives?: boolean
  /** True where Cpus are to run at the same time, and no card is to pass traffic: less waiting in a busy guest. */
  readonly isParallel?: boolean
  /** PID 1; the lab's own script unless told. */
  readonly init?: 'lab' | 'systemd'
}

export interface StartedGuest extends Guest {
  readonly pid: number
  readonly bootMs: number
  /** Ends the guest and all it wrote; `keepLog` leaves the console where it is. */
  stop(options?: { readonly keepLog?: boolean }): Promise<void>
}

/** Boots a fresh guest and waits until it takes commands: about a quarter of a minute. */
export async function startGuest(options: StartOptions): Promise<StartedGuest> {
  const { parts, serialPath, outlives = false, isParallel = false, init = 'lab' } = options
  mkdirSync(dirname(serialPath), { recursive: true })
  const token = randomBytes(12).toString('hex')
  const forwards = [COMMAND_PORT, AGENT_PORT, ...(options.forwards ?? [])]
  const { child, ports, bootMs } = await boot({
    parts,
    disks: options.disks ?? {},
    forwards,
    token,
    serialPath,
    outlives,
    isParallel,
    init,
  })
  const guest = attachGuest({ token, ports: [...ports] })
  await untilItAnswers(guest)
  return {
    ...guest,
    pid: child.pid ?? 0,
    bootMs,
    async stop({ keepLog = false } = {}) {
      if (child.exitCode === null && child.signalCode === null) {
        const ended = new Promise((resolve) => child.once('exit', resolve))
        child.kill('SIGKILL')
        await ended
      }
      if (!keepLog) for (const path of [serialPath, `${serialPath}.qemu`]) rmSync(path, { force: true })
    },
  }
}

/** The guest says it is ready a moment before its port listens. */
async function untilItAnswers(guest: Guest): Promise<void> {
  for (let tryCount = 1; ; tryCount++) {
    try {
      await guest.must('true')
      return
    } catch (fault) {
      if (tryCount === 20) throw fault
      await sleep(250)
    }
  }
}

/** A guest that another process started. */
export function attachGuest(address: GuestAddress): Guest {
  const ports = new Map(address.ports)
  const forwardedPort = (guestPort: number) => {
    const port = ports.get(guestPort)
    if (port === undefined) throw new Error(`port ${guestPort} of the guest leads nowhere`)
    return port
  }
  const channel: Channel = { port: forwardedPort(COMMAND_PORT), token: address.token }
  const run = (script: string, options?: RunOptions) => runScript(channel, script, options)
  const must = async (script: string, options?: RunOptions) => {
    const { code, stdout, stderr } = await run(script, options)
    if (code !== 0) throw new Error(`in the guest, code ${code}:\n${script}\n${stdout}${stderr}`)
    return stdout.replace(/\n$/, '')
  }
  return {
    address,
    run,
    must,
    async background(command, logPath) {
      // A background job leads no process group, so setsid does not fork and `$!` is the command itself.
      const start = `setsid bash -c ${quote(`exec ${command}`)}`
      return Number(await must(`${start} </dev/null >>${quote(logPath)} 2>&1 &\necho $!`))
    },
    async putFile(path, bytes) {
      const input = typeof bytes === 'string' ? Buffer.from(bytes) : bytes
      await must(`mkdir -p ${quote(dirname(path))} && cat >${quote(path)}`, { input })
    },
    async putTree(localDir, guestPath) {
      const input = packed(localDir)
      await must(`mkdir -p ${quote(guestPath)} && tar -x -C ${quote(guestPath)}`, { input, timeoutMs: 120_000 })
    },
    forwardedPort,
  }
}

function packed(folder: string): Uint8Array {
  const { status, stdout, stderr } = spawnSync('tar', ['-C', folder, '--owner=0', '--group=0', '-c', '.'], {
    maxBuffer: 1 << 28,
  })
  if (status !== 0) throw new Error(`tar of ${folder}: ${stderr}`)
  return stdout
}

/** A word for bash. */
export function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`
}
