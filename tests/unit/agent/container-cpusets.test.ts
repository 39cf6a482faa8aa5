import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { ChangeLog } from '../../../src/agent/change-log.ts'
import type { Kernel } from '../../../src/agent/kernel/kernel.ts'
import { createLinuxKernel } from '../../../src/agent/kernel/linux-kernel.ts'
import { ContainerCpusets } from '../../../src/agent/node/container-cpusets.ts'
import { cpusetWriter } from '../../../src/agent/node/container-groups.ts'
import type { Container, CpusetUpdate } from '../../../src/agent/node/container-hooks.ts'
import { Placement } from '../../../src/agent/node/placement.ts'

const ALL = [0, 1, 2, 3, 4, 5, 6, 7]
const NEVER = AbortSignal.abort()
const QUIET_MS = 3_000

const folders: string[] = []
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true })))

/** A Node with pods that share its Cpus, their groups in a folder, and a runtime that takes note of what it is told. */
class Node {
  readonly root = mkdtempSync(join(tmpdir(), 'groups-'))
  readonly placement = new Placement({ online: ALL, reserved: [0], kernelNumaIds: [0, 1] })
  readonly changes = new ChangeLog(() => 0)
  readonly told: string[] = []
  nowMs = 0
  kernel: Kernel = createLinuxKernel()
  refusal: string | null = null
  readonly cpusets = new ContainerCpusets({
    placement: this.placement,
    changes: this.changes,
    writeCpuset: (container, cpuset) => cpusetWriter(this.kernel, this.root)(container, cpuset),
    nowMs: () => this.nowMs,
  })
  readonly runtime = {
    update: async (updates: readonly CpusetUpdate[]) => {
      if (this.refusal !== null) throw new Error(this.refusal)
      if (updates.length > 0)
        this.told.push(updates.map(({ containerId, cpus }) => `${containerId} ${cpus}`).join('; '))
    },
  }

  constructor() {
    folders.push(this.root)
  }

  /** A pod of one container of its name; `cpus` null: its group is not there. */
  add(name: string, cpus: string | null, isStarted = true): Container {
    const sandbox = { id: `s-${name}`, uid: name, namespace: 'games', name, annotations: {}, isAlive: true }
    const place = this.placement.pod({ ...sandbox, cgroupsPath: '' })
    const container = { id: name, sandboxId: sandbox.id, name, isStarted, isStopped: false, cpus: '', mems: '' }
    place.containers.set(name, { ...container, cgroupsPath: `/kubepods/${name}` })
    if (cpus !== null) {
      mkdirSync(join(this.root, 'kubepods', name), { recursive: true })
      writeFileSync(this.#file(name), `${cpus}\n`)
      writeFileSync(this.#file(name, 'mems'), '\n')
    }
    return { ...container, cgroupsPath: `/kubepods/${name}` }
  }

  /** A pod takes these Cpus for itself. */
  take(name: string, cpus: readonly number[]): void {
    this.add(name, null)
    const place = this.placement.withUid(name)
    if (place !== null) place.held = { cpus, mems: '0' }
  }

  of(name: string): string {
    return readFileSync(this.#file(name), 'utf8').trim()
  }

  tell(): Promise<void> {
    return this.cpusets.tell(this.runtime, (act) => act())
  }

  async failures(): Promise<readonly string[]> {
    return (await this.changes.after(0, NEVER)).changes.map(({ detail }) => detail)
  }

  #file(name: string, of = 'cpus'): string {
    return join(this.root, 'kubepods', name, `cpuset.${of}`)
  }
}

describe('containers without an allocation', () => {
  it('are taken off a pod’s Cpus by the kernel, before the runtime hears of it', async () => {
    const node = new Node()
    for (const name of ['a', 'b']) node.add(name, '0-7')
    node.take('game', [1, 2])
    await node.cpusets.fence(node.runtime)
    expect([node.of('a'), node.of('b'), node.told]).toEqual(['0,3-7', '0,3-7', []])
  })

  it('go by the runtime where they have no group, or a kernel that refuses', async () => {
    const node = new Node()
    node.add('gone', null)
    node.add('early', '0-7', false)
    node.add('held', '0-7')
    const { write } = node.kernel
    node.kernel = {
      ...node.kernel,
      write: (path, text) => (path.includes('/held/') ? Promise.reject(new Error('EBUSY')) : write(path, text)),
    }
    node.take('game', [1, 2])
    await node.cpusets.fence(node.runtime)
    expect(node.told).toEqual(['gone 0,3-7; early 0,3-7; held 0,3-7'])
    expect(node.of('early')).toBe('0-7')
  })

  it('are on what is shared at the end, however many changes come at once', async () => {
    const node = new Node()
    for (const name of ['a', 'b', 'c']) node.add(name, '0-7')
    const { write } = node.kernel
    // The first write is the slowest, so that the last of several would be overtaken by it.
    let waitMs = 40
    node.kernel = {
      ...node.kernel,
      async write(path, text) {
        const first = waitMs
        waitMs = 0
        await new Promise((resolve) => setTimeout(resolve, first))
        await write(path, text)
      },
    }
    const changes: Promise<unknown>[] = []
    for (const cpu of [1, 2, 3]) {
      node.take(`game-${cpu}`, [cpu])
      changes.push(node.cpusets.fenceByKernel())
      await new Promise(setImmediate)
    }
    await Promise.all(changes)
    expect(['a', 'b', 'c'].map((name) => node.of(name))).toEqual(['0,4-7', '0,4-7', '0,4-7'])
  })
})

describe('the runtime', () => {
  it('is told once nothing has changed for a while, of what is so by then', async () => {
    const node = new Node()
    for (const name of ['a', 'b', 'c']) node.add(name, '0-7')
    node.take('game', [1])
    await node.cpusets.fenceByKernel()
    node.nowMs = QUIET_MS - 1
    await node.tell()
    expect(node.told).toEqual([])
    node.take('other', [2])
    await node.cpusets.fenceByKernel()
    node.nowMs = 2 * QUIET_MS - 1
    node.placement.remove('s-c')
    await node.tell()
    await node.tell()
    expect(node.told).toEqual(['a 0,3-7', 'b 0,3-7'])
  })

  it('is told of no further container after a change', async () => {
    const node = new Node()
    for (const name of ['a', 'b']) node.add(name, '0-7')
    node.take('game', [1])
    await node.cpusets.fenceByKernel()
    node.nowMs = QUIET_MS
    await node.cpusets.tell(node.runtime, async (act) => {
      await act()
      node.take('other', [2])
      await node.cpusets.fenceByKernel()
    })
    expect(node.told).toEqual(['a 0,2-7'])
    node.nowMs = 2 * QUIET_MS
    await node.tell()
    expect(node.told.slice(1).sort()).toEqual(['a 0,3-7', 'b 0,3-7'])
  })

  it('is asked again when it refuses, which is told once', async () => {
    const node = new Node()
    node.add('a', '0-7')
    node.take('game', [1])
    await node.cpusets.fenceByKernel()
    node.refusal = 'busy'
    for (let i = 1; i <= 3; i++) {
      node.nowMs = i * QUIET_MS
      await node.tell()
    }
    expect(await node.failures()).toEqual(['the runtime was not told who is where: busy'])
    node.refusal = null
    node.nowMs = 4 * QUIET_MS
    await node.tell()
    expect(node.told).toEqual(['a 0,2-7'])
  })
})
