import { describe, expect, it } from 'vitest'
import { type Kubelet, openKubelet } from '../../../../src/engine/kubelet/kubelet.ts'
import type {
  KubeletConfig,
  KubeletContainer,
  KubeletMachine,
  KubeletPod,
} from '../../../../src/engine/kubelet/machine.ts'

/** Three NUMA nodes of two Cpus, with 10 MiB to give on each. */
const MACHINE: KubeletMachine = {
  numaNodes: [0, 1, 2].map((id) => ({
    id,
    memoryMib: id === 0 ? 11 : 10,
    cores: [2 * id, 2 * id + 1].map((cpu) => ({ socket: id, uncore: id, cpus: [cpu] })),
  })),
  distances: null,
  vfs: [{ id: 'vf0', numa: 0 }],
}

function open(memory: 'none' | 'static', topology: 'none' | 'best-effort' = 'none'): Kubelet {
  const config: KubeletConfig = {
    cpu: { options: {}, reserved: [] },
    memory: { policy: memory, reservedMib: new Map([[0, 1]]) },
    topology: { policy: topology, scope: 'container', options: {} },
    hasVfPreference: true,
  }
  const opened = openKubelet(MACHINE, config)
  if (!opened.ok) throw new Error(JSON.stringify(opened.faults))
  return opened.value
}

function pod(name: string, ...sizes: readonly (readonly [cpus: number, memoryMib: number, vfs: number])[]): KubeletPod {
  const containers = sizes.map(
    ([cpus, memoryMib, vfs], i): KubeletContainer => ({ name: `c${i}`, cpuMilli: 1000 * cpus, memoryMib, vfs }),
  )
  return { name, qos: 'Guaranteed', containers }
}

describe('a pod that fails halfway', () => {
  it('leaves nothing of Cpus, devices and memory of its own nodes behind, and counts as no change', () => {
    const kubelet = open('static')
    expect(kubelet.admit(pod('first', [1, 4, 0])).isAdmitted).toBe(true)
    const before = kubelet.changes
    expect(kubelet.admit(pod('half', [2, 6, 1], [4, 1, 0])).isAdmitted).toBe(false)
    expect(kubelet.changes).toBe(before)
    expect(kubelet.sharedCpus).toEqual([1, 2, 3, 4, 5])
    expect(kubelet.admit(pod('whole', [2, 6, 1])).isAdmitted).toBe(true)
  })

  it('leaves memory of a group otherwise than it was, as v1.37 does, and counts as a change', () => {
    const kubelet = open('static', 'best-effort')
    // Over two nodes: 10 MiB of the first and 2 of the second; the other pod leaves no Cpu on the third.
    expect(kubelet.admit(pod('wide', [2, 12, 0])).isAdmitted).toBe(true)
    expect(kubelet.admit(pod('other', [2, 4, 0])).isAdmitted).toBe(true)
    const before = kubelet.changes
    const untouched = kubelet.fork()
    // 7 MiB of the second, given back to the first: 7 and 1 are free then, not 0 and 8.
    expect(kubelet.admit(pod('half', [0, 7, 0], [0, 100, 0])).isAdmitted).toBe(false)
    expect(kubelet.changes).toBe(before + 1)
    // So 6 MiB beside a Cpu of the second node, which are there, are not found there any more.
    const next = [untouched, kubelet].map((each) => each.fork().admit(pod('next', [1, 6, 0])))
    expect(next.map((each) => each.isAdmitted && each.containers[0].memory?.numaNodes)).toEqual([[1], [0, 1]])
    // Once it lies so, failing again moves nothing more.
    const after = kubelet.changes
    expect(kubelet.admit(pod('half', [0, 7, 0], [0, 100, 0])).isAdmitted).toBe(false)
    expect(kubelet.changes).toBe(after)
  })

  it('counts as no change without a memory manager', () => {
    const kubelet = open('none')
    expect(kubelet.admit(pod('half', [1, 0, 1], [6, 0, 0])).isAdmitted).toBe(false)
    expect(kubelet.changes).toBe(0)
  })
})
