import { formatCpuList, parseCpuList } from '../../base/cpu-list.ts'
import type { Kernel } from '../kernel/kernel.ts'

/** Where the kubelet's managers keep their books, whatever their policies. */
const CPU_BOOK = '/var/lib/kubelet/cpu_manager_state'
const MEMORY_BOOK = '/var/lib/kubelet/memory_manager_state'

/** By pod's uid and container's name. */
type Entries<T> = Readonly<Record<string, Readonly<Record<string, T>>>>

/** What a kubelet says that it has put where. */
export interface KubeletBook {
  /** cpuManagerPolicy; null where there is no book. */
  readonly policy: string | null
  /** It chooses the Cpus of every container, of those without Cpus of their own too. */
  readonly doesPin: boolean
  /** Cpus that it chose for a container, list form; '' when it chooses none. */
  cpusOf(uid: string, name: string): string
  /** Whether it chose NumaNodes for the memory of a container. */
  hasMemory(uid: string, name: string): boolean
}

/** Reads both books; one that is no JSON counts for its policy alone. Rejects with a KernelError. */
export async function readKubeletBook(kernel: Pick<Kernel, 'read'>): Promise<KubeletBook> {
  const text = (await kernel.read(CPU_BOOK)) ?? ''
  const cpus = parsed<{ defaultCpuSet: string; entries: Entries<string> }>(text)
  const memory = parsed<{ entries: Entries<unknown> }>((await kernel.read(MEMORY_BOOK)) ?? '')
  const [, policy = null] = /"policyName":"(\w+)"/.exec(text) ?? []
  const doesPin = policy !== null && policy !== 'none'
  return {
    policy,
    doesPin,
    cpusOf: (uid, name) => (doesPin ? inOrder(cpus.entries?.[uid]?.[name] ?? cpus.defaultCpuSet ?? '') : ''),
    hasMemory: (uid, name) => memory.entries?.[uid]?.[name] !== undefined,
  }
}

function parsed<T>(text: string): Partial<T> {
  try {
    return (JSON.parse(text) ?? {}) as Partial<T>
  } catch {
    return {}
  }
}

function inOrder(cpus: string): string {
  return formatCpuList(parseCpuList(cpus) ?? [])
}
