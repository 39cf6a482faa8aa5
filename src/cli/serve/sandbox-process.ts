import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Authority } from '../../live/certificates/authority.ts'
import type { AgentAddress } from '../../live/targets/agents/agent-client.ts'
import type { Networks } from '../../live/targets/agents/observe.ts'
import type { Scenario } from '../../model/scenario.ts'
import { configLine, SANDBOX_NAME, type SandboxReady } from '../../sandbox/config.ts'

export interface SandboxOptions {
  readonly scenario: Scenario
  readonly seed: number
  /** Instant of the scenario at which its hosts are handed over, microseconds. */
  readonly atUs: number
  readonly authority: Authority
  /** Where the hosts' state is kept, or null. */
  readonly stateFile: string | null
  /** Least and most time a simulated host takes for an allocation, ms. */
  readonly applyMs?: readonly [number, number]
}

export interface Sandbox {
  readonly agents: readonly AgentAddress[]
  readonly networks: Networks
  readonly pid: number
  /** Resolves when the process ended, to its signal or exit code in words. */
  readonly ended: Promise<string>
  stop(): Promise<unknown>
}

const MAIN = './sandbox.js'
const APPLY_MS: readonly [number, number] = [150, 600]
const CERTIFICATE_LIFETIME_MS = 365 * 86_400_000

/** Starts the sandbox as a process of its own and waits until it serves. Rejects with its words when it does not. */
export async function startSandbox(
  options: SandboxOptions,
  main: URL = new URL(MAIN, import.meta.url),
): Promise<Sandbox> {
  const { scenario, seed, atUs, authority, stateFile } = options
  const issued = await authority.issue({
    role: 'agent',
    name: SANDBOX_NAME,
    hosts: ['127.0.0.1'],
    lifetimeMs: CERTIFICATE_LIFETIME_MS,
  })
  const identity = { key: issued.key, certificate: issued.certificate, authority: authority.certificate }
  const applyMs = options.applyMs ?? APPLY_MS
  const child = spawn(process.execPath, [fileURLToPath(main)], { stdio: ['pipe', 'pipe', 'pipe'] })
  const ended = new Promise<string>((resolve) => {
    child.once('close', (code, signal) => resolve(signal ?? `exit code ${code}`))
  })
  child.stdin.on('error', () => undefined) // It ended before it read; `ready` then says why.
  child.stdin.write(configLine({ scenario, seed, atUs, applyMs, identity, stateFile, port: 0 }))
  const { port, dropped } = await ready(child)
  if (dropped > 0) {
    process.stderr.write(`${stateFile}: ${dropped} damaged lines were left out, with what their pods held last\n`)
  }
  const agents = scenario.fleet.hosts.map(({ name }) => ({
    host: name,
    address: `https://127.0.0.1:${port}/hosts/${encodeURIComponent(name)}`,
    certificateName: SANDBOX_NAME,
  }))
  return {
    agents,
    networks: { segments: scenario.fleet.segments, pools: scenario.fleet.pools },
    pid: child.pid as number,
    ended,
    stop() {
      child.stdin.end()
      return ended
    },
  }
}

function ready(child: ChildProcessWithoutNullStreams): Promise<SandboxReady> {
  let complaint = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint += text
  })
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', (line) => resolve(JSON.parse(line) as SandboxReady))
    child.once('error', reject)
    child.once('close', (code) => reject(new Error(`the sandbox ended with ${code}: ${complaint.trim()}`)))
  })
}
