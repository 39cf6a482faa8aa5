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
  // By bash's own words alone: each program that an emulated guest starts would cost as much as all of this.
  const script = `
    shopt -s nullglob
    top=/sys/fs/cgroup/kubepods
    groups=($top/{,burstable/,besteffort/}pod*/${quote(id)} $top.slice/{,*/}*/cri-containerd-${quote(id)}.scope)
    cd "$groups"
    say() { read -r line <"$1"; echo "$line"; }
    read -r pid <cgroup.procs
    read -r stat </proc/$pid/stat
    set -- \${stat##*) }
    echo $pid \${20}
    say cpuset.cpus; say cpuset.mems
    while read -r key list; do
      case $key in Cpus_allowed_list: | Mems_allowed_list:) echo "$list" ;; esac
    done </proc/$pid/status
    say cpu.max; say memory.max
    while read -r key list; do [ $key = anon ] && echo "$list"; done <memory.numa_stat
    mapfile -t first </proc/$pid/root/dev/first; echo \${first[*]}
    say /proc/$pid/root/dev/ticks`
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
  await guest.must(`cd /proc/${pid}/root/dev; echo ${mib} >hold.new; mv hold.new hold`)
}

function pairOf<A extends string, B extends string>(line: string, a: A, b: B) {
  const [first, second] = line.split(' ').map(Number)
  return { [a]: first, [b]: second } as Readonly<Record<A | B, number>>
}
