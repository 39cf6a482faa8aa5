import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { StepObserver } from '../../../src/agent/apply/undo-list.ts'
import { HostAgent, type HostAgentOptions } from '../../../src/agent/host-agent.ts'
import { CGROUP, FakeKernel } from './fake-kernel.ts'
import { FakeLinks } from './fake-links.ts'
import { type HostTree, smallHost } from './host-tree.ts'

/** An agent on the small host, its kernel a fake one. */
export class FakeHost {
  readonly tree: HostTree
  readonly root: string

  constructor() {
    this.tree = smallHost()
    this.root = this.tree.root
    mkdirSync(join(this.root, 'disk0'))
  }

  /** Opens the agent on what the tree holds, as after a start of its process. */
  open(options: Partial<HostAgentOptions> = {}, kernel = new FakeKernel(this.root)): Promise<HostAgent> {
    return openFakeAgent(this.root, options, kernel)
  }

  /** A process of the host, in the root group, in a network namespace of its own when one is named. */
  startProcess(pid: number, start = 100, namespace = 'host'): void {
    new FakeLinks(this.root).change((state) => {
      state.processes[pid] = { start, group: CGROUP, namespace }
      state.namespaces[namespace] ??= []
    })
  }

  endProcess(pid: number): void {
    new FakeLinks(this.root).change((state) => {
      delete state.processes[pid]
    })
  }

  /** Changes a file of a pod's group behind the agent's back. */
  writeGroup(pod: string, name: string, text: string): void {
    writeFileSync(join(this.root, CGROUP, 'berth', pod.replaceAll('/', '_'), name), `${text}\n`)
  }

  readGroup(pod: string, name: string): string {
    return readFileSync(join(this.root, CGROUP, 'berth', pod.replaceAll('/', '_'), name), 'utf8').trimEnd()
  }

  get links(): FakeLinks {
    return new FakeLinks(this.root)
  }

  /** All that an agent could have changed, for comparing before and after; record files too when asked for. */
  picture(withRecords = true): unknown {
    const files: Record<string, string> = {}
    const visit = (folder: string): void => {
      for (const name of readdirSync(join(this.root, folder)).sort()) {
        const path = `${folder}/${name}`
        if (statSync(join(this.root, path)).isDirectory()) {
          files[path] = 'folder'
          visit(path)
        } else files[path] = readFileSync(join(this.root, path), 'utf8')
      }
    }
    for (const folder of [CGROUP, '/disk0', ...(withRecords ? ['/state'] : [])]) visit(folder)
    // Interfaces are made again under new numbers.
    const { nextIndex: _, ...state } = this.links.state
    const namespaces = Object.entries(state.namespaces).map(([name, links]) => {
      const own = links.map(({ ifindex, link_index, ...link }) => link)
      return [name, own.sort((a, b) => (a.ifname < b.ifname ? -1 : 1))] as const
    })
    return { files, ...state, namespaces: Object.fromEntries(namespaces.sort()) }
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true })
  }
}

export function openFakeAgent(
  root: string,
  options: Partial<HostAgentOptions> = {},
  kernel = new FakeKernel(root),
): Promise<HostAgent> {
  return HostAgent.open({
    kernel,
    place: {
      name: 'h1',
      region: 'south',
      idc: 'sz-a',
      module: 'm1',
      rack: 'r1',
      topology: 'guest',
      reservedCpus: '0',
      reservedMemoryMib: 0,
      disks: [{ name: 'disk0', path: '/disk0', ioKibps: 20_000 }],
    },
    stateFolder: join(root, 'state'),
    cgroupRoot: CGROUP,
    settings: { uplink: 'eth1' },
    sizeOf: async () => 500,
    ...options,
  })
}

/** An observer that calls `act` at the n-th moment (from 1); `count` says how many there were. */
export function atMoment(n: number, act: (words: string) => void): { observe: StepObserver; count: () => number } {
  let seen = 0
  return {
    count: () => seen,
    observe: (moment, words) => {
      seen++
      if (seen === n) act(`${moment} ${words}`)
    },
  }
}
