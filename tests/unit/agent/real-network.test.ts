import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { outerName } from '../../../src/agent/apply/bridge.ts'
import type { Kernel } from '../../../src/agent/kernel/kernel.ts'
import { createLinuxKernel } from '../../../src/agent/kernel/linux-kernel.ts'
import type { AllocationRequest } from '../../../src/model/agent.ts'
import { FakeHost } from './fake-host.ts'
import { FakeKernel } from './fake-kernel.ts'
import { BRIDGED } from './sequence.ts'

/** Why the kernel of this machine cannot be used, or null. */
const HINDRANCE = hindrance()

function hindrance(): string | null {
  if (process.getuid?.() !== 0) return 'needs root for network namespaces'
  try {
    execFileSync('ip', ['netns', 'add', `berth-test-${process.pid}`], { stdio: 'pipe' })
    execFileSync('ip', ['netns', 'delete', `berth-test-${process.pid}`], { stdio: 'pipe' })
    return null
  } catch (error) {
    return `needs a kernel and iproute2 with network namespaces (${(error as Error).message.split('\n')[0]})`
  }
}

/** VLAN numbers of our own, so that two runs at once do not meet. */
const VLAN = 2000 + (process.pid % 2000)

/** Namespaces, veth pairs and bridges of this machine's kernel; groups and quotas of the fake. */
function halfRealKernel(root: string): Kernel {
  const [fake, real] = [new FakeKernel(root), createLinuxKernel()]
  const ofProcess = (path: string) => path.startsWith('/proc/') || path.startsWith('/var/run/netns')
  return {
    read: (path) => (/^\/proc\/\d+\/stat$/.test(path) ? real.read(path) : fake.read(path)),
    write: (path, text) => fake.write(path, text),
    list: (path) => fake.list(path),
    link: (path) => fake.link(path),
    identity: (path) => (ofProcess(path) ? real.identity(path) : fake.identity(path)),
    makeDirectory: (path) => fake.makeDirectory(path),
    removeDirectory: (path) => fake.removeDirectory(path),
    run: (program, words) => (program === 'ip' ? real.run(program, words) : fake.run(program, words)),
    sleep: (ms) => real.sleep(ms),
    nowMs: () => Date.now(),
  }
}

function requestOf(number: number, more: Partial<AllocationRequest> = {}): AllocationRequest {
  const holding = { ...BRIDGED.holding, cpus: String(number), ip: `10.3.4.${10 + number}`, mac: macOf(number) }
  const pod = `real${process.pid}/main/room-${number}`
  return { ...BRIDGED, pod, decisionId: `real/${number}`, holding, network: { vlan: VLAN, prefixLength: 24 }, ...more }
}

const macOf = (number: number) => `02:00:0a:03:04:${(10 + number).toString(16).padStart(2, '0')}`
const namespaceOf = (request: AllocationRequest) => `berth-${request.pod.replaceAll('/', '_')}`
const ip = (...words: string[]) => execFileSync('ip', words, { encoding: 'utf8' })

describe.skipIf(HINDRANCE !== null)(
  `bridges in this machine's kernel${HINDRANCE === null ? '' : `: ${HINDRANCE}`}`,
  () => {
    let host: FakeHost
    let own: ChildProcess
    beforeAll(() => {
      own = spawn('unshare', ['-n', 'sleep', '120'])
    })
    afterAll(() => own.kill('SIGKILL'))
    beforeEach(() => {
      host = new FakeHost()
    })
    afterEach(() => host.remove())

    const open = () => host.open({ settings: { uplink: null } }, halfRealKernel(host.root) as FakeKernel)

    it('reads back equal, is drift when changed by hand, and leaves nothing behind', async () => {
      const agent = await open()
      const [first, second] = [requestOf(1), requestOf(2)]
      for (const request of [first, second]) {
        const outcome = await agent.apply(request)
        expect(outcome).toMatchObject({ kind: 'applied', report: { state: 'applied', drift: [] } })
      }
      ip('-n', namespaceOf(first), 'addr', 'add', '10.9.9.9/8', 'dev', 'eth0')
      ip('link', 'set', 'dev', outerName(second.pod), 'nomaster')
      expect((await agent.read(first.pod))?.drift.map((fault) => fault.path)).toEqual(['addresses'])
      expect((await agent.read(second.pod))?.drift.map((fault) => fault.path)).toEqual(['vlan'])
      for (const request of [first, second]) expect((await agent.release(request.pod))?.kind).toBe('released')
      const left = `${ip('-br', 'link')}${ip('netns', 'list')}`
      for (const name of [namespaceOf(first), outerName(second.pod), `berth${VLAN}`]) expect(left).not.toContain(name)
    })

    it('uses the namespace that a process has of its own, and gives reasons of the kernel', async () => {
      const pid = own.pid ?? 0
      host.startProcess(pid)
      const agent = await open()
      const request = requestOf(3)
      expect((await agent.apply(request)).kind).toBe('applied')
      const withProcess = await agent.apply({ ...request, process: { pid } })
      expect(withProcess).toMatchObject({ kind: 'applied', report: { drift: [], actual: { pids: [pid] } } })
      expect(execFileSync('nsenter', ['-t', String(pid), '-n', 'ip', '-br', 'addr'], { encoding: 'utf8' })).toContain(
        request.holding.ip,
      )
      // A device of that name is in the way, which only the kernel knows.
      const blocked = requestOf(1)
      ip('link', 'add', 'name', outerName(blocked.pod), 'type', 'bridge')
      const outcome = await agent.apply(blocked)
      ip('link', 'delete', 'dev', outerName(blocked.pod))
      expect(outcome).toMatchObject({ kind: 'failed', report: null, reasons: [{ path: 'network' }] })
      expect((await agent.release(request.pod))?.kind).toBe('released')
      expect(ip('netns', 'list')).not.toContain(namespaceOf(request))
    })
  },
)
