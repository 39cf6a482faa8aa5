import { onTestFinished } from 'vitest'
import { createAgentApp } from '../../../../src/agent/door/agent-app.ts'
import { type HttpsDoor, openHttpsDoor, type TlsIdentity } from '../../../../src/agent/door/https-door.ts'
import type { HostService } from '../../../../src/agent/host-service.ts'
import type { AgentAddress } from '../../../../src/live/targets/agents/agent-client.ts'
import { FakeHost } from '../../agent/fake-host.ts'

export interface AgentDoors {
  readonly door: HttpsDoor
  /** Two agents behind one door: `h1` answers, `h2` while it is not held. */
  readonly agents: readonly AgentAddress[]
  /** From now on `h2` takes requests and says nothing until what this returns is called. */
  hold(): () => void
  /** Once `h2` was asked something. */
  readonly asked: Promise<void>
}

/** Two real agents over fake kernels behind a real TLS door under the name `hosts`; closed after the test. */
export async function openAgentDoors(identity: TlsIdentity): Promise<AgentDoors> {
  const services = new Map<string, HostService>()
  for (const host of ['h1', 'h2']) {
    const fake = new FakeHost()
    onTestFinished(() => fake.remove())
    const agent = await fake.open()
    const report = await agent.report()
    services.set(host, serviceOf(agent, { ...report, host: { ...report.host, name: host } }))
  }
  let held: Promise<void> | null = null
  let tellAsked = (): void => {}
  const asked = new Promise<void>((resolve) => {
    tellAsked = resolve
  })
  const app = createAgentApp((name) => services.get(name) ?? null)
  const door = await openHttpsDoor({
    address: '127.0.0.1',
    port: 0,
    identity,
    callers: ['adapter'],
    async fetch(request) {
      if (request.url.includes('/h2/')) {
        tellAsked()
        await held
      }
      return app.fetch(request)
    },
  })
  onTestFinished(() => door.close())
  const address = (host: string): string => `https://127.0.0.1:${door.port}/hosts/${host}`
  const agents = ['h1', 'h2'].map((host) => ({ host, address: address(host), certificateName: 'hosts' }))
  const hold = (): (() => void) => {
    let letGo = (): void => {}
    held = new Promise((resolve) => {
      letGo = resolve
    })
    return letGo
  }
  return { door, agents, hold, asked }
}

function serviceOf(agent: HostService, report: Awaited<ReturnType<HostService['report']>>): HostService {
  return {
    report: async () => report,
    list: () => agent.list(),
    read: (pod) => agent.read(pod),
    apply: (request) => agent.apply(request),
    release: (pod) => agent.release(pod),
    changes: (after, signal) => agent.changes(after, signal),
  }
}
