import { createHash } from 'node:crypto'
import { createInterface } from 'node:readline'
import { createAgentApp } from '../agent/door/agent-app.ts'
import { openHttpsDoor } from '../agent/door/https-door.ts'
import type { Host } from '../model/fleet.ts'
import { configOf, type SandboxConfig, type SandboxReady } from './config.ts'
import { firstAllocations } from './first-allocations.ts'
import { SimulatedHost } from './simulated-host.ts'
import { StateFile } from './state-file.ts'

// The sandbox: a process that serves simulated hosts over the agent's protocol. It reads its config from the first line
// of its input, writes where it serves as one line, and ends when its input ends, so that it never outlives who started
// it.

// Ctrl-C reaches every process of a terminal; who started this one still needs it to stop at a call.
process.on('SIGINT', () => undefined)
const input = createInterface({ input: process.stdin })
input.once('line', (line) => void serve(configOf(line)))
input.once('close', () => process.exit(0))

async function serve(config: SandboxConfig): Promise<void> {
  const { hosts, dropped } = hostsOf(config)
  const app = createAgentApp((name) => hosts.get(name) ?? null)
  const { port } = await openHttpsDoor({
    address: '127.0.0.1',
    port: config.port,
    identity: config.identity,
    callers: ['adapter'],
    fetch: app.fetch,
  })
  const ready: SandboxReady = { port, dropped }
  process.stdout.write(`${JSON.stringify(ready)}\n`)
}

/** The hosts as they were left, else as the scenario has them at its instant. dropped: lines that could not be read. */
function hostsOf(config: SandboxConfig): { hosts: ReadonlyMap<string, SimulatedHost>; dropped: number } {
  const { scenario, stateFile, applyMs } = config
  const digest = createHash('sha256')
    .update(JSON.stringify([scenario, config.seed, config.atUs]))
    .digest('hex')
  const state = stateFile === null ? null : StateFile.open(stateFile, digest)
  const draw = (): number => applyMs[0] + Math.random() * (applyMs[1] - applyMs[0])
  const host = (each: Host): SimulatedHost => new SimulatedHost(each, draw, state?.file ?? null)
  const hosts = new Map(scenario.fleet.hosts.map((each) => [each.name, host(each)]))
  if (state !== null && state.kept !== null) {
    const { lines, dropped } = state.kept
    for (const line of lines) {
      if ('apply' in line) hosts.get(line.apply.holding.host)?.restore(line.apply)
      else hosts.get(line.host)?.forget(line.release)
    }
    return { hosts, dropped }
  }
  for (const request of firstAllocations(config)) {
    hosts.get(request.holding.host)?.restore(request)
    state?.file.add({ apply: request })
  }
  return { hosts, dropped: 0 }
}
