import { afterEach, describe, expect, it } from 'vitest'
import { knownHost } from '../../../src/agent/discover/known-host.ts'
import type { Kernel } from '../../../src/agent/kernel/kernel.ts'
import { createLinuxKernel } from '../../../src/agent/kernel/linux-kernel.ts'
import { type HostTree, smallHost } from './host-tree.ts'

const NUMBER_OF_VFS = '/sys/class/net/eth1/device/sriov_numvfs'

const trees: HostTree[] = []
afterEach(() => trees.splice(0).forEach((tree) => tree.remove()))

/** A host with four VFs, the present number of which a whole look finds, and a clock that only the test moves. */
function start() {
  const tree = smallHost()
  trees.push(tree)
  let nowMs = 1_000
  const kernel: Kernel = { ...createLinuxKernel(tree.root), nowMs: () => nowMs }
  const vfs = knownHost(kernel, () => kernel.read(NUMBER_OF_VFS))
  return { tree, vfs, later: (ms: number) => (nowMs += ms) }
}

describe('a host that is known', () => {
  it('is looked at again after half a minute', async () => {
    const { tree, vfs, later } = start()
    expect(await vfs()).toBe('4')
    tree.write(NUMBER_OF_VFS, '2')
    later(29_999)
    expect(await vfs()).toBe('4')
    later(1)
    expect(await vfs()).toBe('2')
  })

  it('is looked at again at once when Cpus went or came', async () => {
    const { tree, vfs } = start()
    for (const [online, count] of [
      ['0-7', '4'],
      ['0-6', '3'],
      ['0-7', '1'],
    ]) {
      tree.write('/sys/devices/system/cpu/online', online).write(NUMBER_OF_VFS, count)
      expect(await vfs()).toBe(count)
    }
  })

  it('is looked at again when a look failed', async () => {
    const { tree } = start()
    const answers = [() => Promise.reject(new Error('no disk')), () => Promise.resolve('a host')]
    const look = knownHost(createLinuxKernel(tree.root), () => (answers.shift() as () => Promise<string>)())
    await expect(look()).rejects.toThrow('no disk')
    expect(await look()).toBe('a host')
  })
})
