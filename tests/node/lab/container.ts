import type { Answer } from '../../cluster/lab/client.ts'
import { type Guest, quote } from '../../host/lab/guest.ts'

/** Time for a script of an emulated guest that starts pods at the same time, on a machine with other work. */
const WAIT_MS = 300_000

/** What the kernel says of the one container of a pod, and what its program wrote (go/game). */
export interface ContainerView {
  readonly pid: number
  /** Clock ticks between the boot and the start of the process: with the pid, what a restart would change. */
  readonly startTime: number
  /** cpuset.cpus and cpuset.mems of its group as written; empty when the group asks nothing of its own. */
  readonly cpus: string
  readonly mems: string
  /** Lists of its process. */
  readonly allowedCpus: string
  readonly allowedMems: string
  /** cpu.max and memory.max as written. */
  readonly cpuMax: string
  readonly memoryMax: string
  /** Bytes of its anonymous memory on each NumaNode. */
  readonly anonBytes: readonly number[]
  /** Cpus that its program found when it started, and the lists that its status showed it then. */
  readonly first: { readonly cpuCount: number; readonly allowedCpus: string; readonly allowedMems: string }
  /** How often its program ticked, and the longest time between two ticks, which should be 100 ms. */
  readonly ticks: number
  readonly longestMs: number
}

/** Looks at the container of a pod that runs; `pod` is the API server's object. */
export async function viewOf(guest: Guest, pod: Answer['body']): Promise<ContainerView> {
  const id = pod.status.containerStatuses[0].containerID.replace('containerd://', '')
  const script = `
    cd "$(find /sys/fs/cgroup/kubepods -type d -name ${quote(id)} | head -1)"
    read -r pid <cgroup.procs
    cut -d' ' -f22 /proc/$pid/stat | sed "s/^/$pid /"
    cat cpuset.cpus cpuset.mems
    awk '/^(Cpu|Mem)s_allowed_list/ { print $2 }' /proc/$pid/status
    cat cpu.max memory.max
    awk '$1 == "anon" { print $2, $3 }' memory.numa_stat
    tr '\\n' ' ' </proc/$pid/root/first; echo
    cat /proc/$pid/root/ticks`
  const text = await guest.must(script, { timeoutMs: WAIT_MS })
  const [start, cpus, mems, allowedCpus, allowedMems, cpuMax, memoryMax, anon, first, ticks] = text.split('\n')
  const [cpuCount, , firstCpus, , firstMems] = first.split(' ')
  return {
    ...pairOf(start, 'pid', 'startTime'),
    ...{ cpus, mems, allowedCpus, allowedMems, cpuMax, memoryMax },
    anonBytes: anon.split(' ').map((word) => Number(word.split('=')[1])),
    first: { cpuCount: Number(cpuCount), allowedCpus: firstCpus, allowedMems: firstMems },
    ...pairOf(ticks, 'ticks', 'longestMs'),
  }
}

/** Makes the program of a container hold so many MiB of written memory; it does within a tenth of a second or two. */
export async function holdMemory(guest: Guest, pid: number, mib: number): Promise<void> {
  await guest.must(`echo ${mib} >/proc/${pid}/root/hold.new; mv /proc/${pid}/root/hold.new /proc/${pid}/root/hold`)
}

function pairOf<A extends string, B extends string>(line: string, a: A, b: B) {
  const [first, second] = line.split(' ').map(Number)
  return { [a]: first, [b]: second } as Readonly<Record<A | B, number>>
}
