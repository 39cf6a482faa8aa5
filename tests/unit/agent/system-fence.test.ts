import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { ChangeLog } from '../../../src/agent/change-log.ts'
import type { Kernel } from '../../../src/agent/kernel/kernel.ts'
import { createLinuxKernel } from '../../../src/agent/kernel/linux-kernel.ts'
import { SystemFence } from '../../../src/agent/node/system-fence.ts'

const ALL = [0, 1, 2, 3, 4, 5, 6, 7]
const NEVER = AbortSignal.abort()

const folders: string[] = []
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true })))

/** A folder that looks like cgroup v2 with some groups, by name what each was held to; nobody carries anything out. */
class Groups {
  readonly root = mkdtempSync(join(tmpdir(), 'groups-'))
  readonly changes = new ChangeLog(() => 0)
  shared: readonly number[] = ALL
  kernel: Kernel = createLinuxKernel()

  constructor(groups: Readonly<Record<string, string>>) {
    folders.push(this.root)
    writeFileSync(this.#at('cgroup.procs'), '')
    for (const [name, cpus] of Object.entries(groups)) this.put(name, cpus)
  }

  put(name: string, cpus: string): void {
    mkdirSync(this.#at(name), { recursive: true })
    writeFileSync(this.#at(name, 'cpuset.cpus'), `${cpus}\n`)
  }

  of(name: string): string {
    return readFileSync(this.#at(name, 'cpuset.cpus'), 'utf8').trim()
  }

  /** A new start of the agent, on what the last one left. */
  fence(): Promise<SystemFence> {
    const { kernel, root: cgroupRoot, changes } = this
    const cpus = () => ({ shared: this.shared, online: ALL })
    const own = { path: join(this.root, 'state', 'groups.json'), ownPid: process.pid, keepSelf: async () => null }
    return SystemFence.open({ kernel, cgroupRoot, changes, cpus, ...own })
  }

  async told(): Promise<readonly string[]> {
    return (await this.changes.after(0, NEVER)).changes.map(({ kind, detail }) => `${kind} ${detail}`)
  }

  #at(...names: string[]): string {
    return join(this.root, ...names)
  }
}

describe('what is no pod', () => {
  it('is held to the shared Cpus, and may run anywhere once all are shared', async () => {
    const groups = new Groups({ 'system.slice': '', 'user.slice': '', 'kubepods.slice': '' })
    const fence = await groups.fence()
    groups.shared = [0, 4, 5]
    await fence.hold()
    expect([groups.of('system.slice'), groups.of('user.slice'), groups.of('kubepods.slice')]).toEqual([
      '0,4-5',
      '0,4-5',
      '',
    ])
    groups.shared = ALL
    await fence.hold()
    expect([groups.of('system.slice'), groups.of('user.slice')]).toEqual(['0-7', '0-7'])
    expect(await groups.told()).toEqual([])
  })

  it('is not touched while all Cpus are shared', async () => {
    const groups = new Groups({ 'system.slice': '' })
    const writes: string[] = []
    groups.kernel = { ...groups.kernel, write: async (path) => void writes.push(path) }
    await (await groups.fence()).hold()
    expect(writes).toEqual([])
  })

  it('stays within the Cpus that its owner gave it, as long as one of them is shared', async () => {
    const groups = new Groups({ 'system.slice': '0-2' })
    const fence = await groups.fence()
    for (const [shared, cpus] of [
      [[0, 1, 4], '0-1'],
      [[4, 5], '4-5'],
      [ALL, '0-2'],
    ] as const) {
      groups.shared = shared
      await fence.hold()
      expect(groups.of('system.slice')).toBe(cpus)
    }
  })

  it('is widened after a restart of the agent to what it had before the first', async () => {
    const groups = new Groups({ 'system.slice': '', 'batch.slice': '0-3' })
    groups.shared = [0, 1]
    await (await groups.fence()).hold()
    groups.shared = ALL
    await (await groups.fence()).hold()
    expect([groups.of('system.slice'), groups.of('batch.slice')]).toEqual(['0-7', '0-3'])
  })

  it('is put back in silence where its list was emptied, as systemd does with slices where no process is', async () => {
    const groups = new Groups({ 'user.slice': '' })
    const fence = await groups.fence()
    groups.shared = [0, 4]
    await fence.keep()
    groups.put('user.slice', '')
    await fence.keep()
    expect(groups.of('user.slice')).toBe('0,4')
    expect(await groups.told()).toEqual([])
  })

  it('is put back when somebody else changed it, as an owner who sets the Cpus of a slice', async () => {
    const groups = new Groups({ 'system.slice': '' })
    const fence = await groups.fence()
    groups.shared = [0, 4]
    await fence.keep()
    groups.put('system.slice', '0-7')
    await fence.keep()
    expect(groups.of('system.slice')).toBe('0,4')
    expect(await groups.told()).toEqual(['repaired system.slice: found on Cpus 0-7, put back on 0,4'])
  })

  it('is told once when the kernel refuses, and again after it did not', async () => {
    const groups = new Groups({ 'system.slice': '' })
    const { write } = groups.kernel
    let refuses = true
    groups.kernel = {
      ...groups.kernel,
      write: (...words) => (refuses ? Promise.reject(new Error('EBUSY')) : write(...words)),
    }
    const fence = await groups.fence()
    groups.shared = [0]
    await expect(fence.hold()).rejects.toThrow('EBUSY')
    for (let i = 0; i < 2; i++) await fence.keep()
    expect(fence.refusal).toBe('EBUSY')
    expect(await groups.told()).toEqual(['failed what is no pod is not fenced: EBUSY'])
    refuses = false
    await fence.keep()
    expect([groups.of('system.slice'), fence.refusal]).toEqual(['0', ''])
  })
})
