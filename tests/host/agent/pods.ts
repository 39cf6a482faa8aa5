import { type Guest, quote } from '../lab/guest.ts'

/** Every process that a test of this file started for a pod and did not stop. */
const started = new Set<number>()

/** A process that stands for a pod: in a network namespace of its own, as a container runtime would start it. */
export async function startPod(guest: Guest, command = 'sleep infinity'): Promise<number> {
  return begun(guest, await guest.background(`unshare --net ${command}`, '/run/pod.log'))
}

/** A process of a pod whose namespace is there already. */
export async function startPodIn(guest: Guest, namespace: string): Promise<number> {
  return begun(guest, await guest.background(`ip netns exec ${namespace} sleep infinity`, '/run/pod.log'))
}

/** A further process of a pod, born in its control group. */
export async function startInside(guest: Guest, group: string, command: string): Promise<number> {
  const join = `echo $$ >/sys/fs/cgroup${group}/cgroup.procs; exec ${command}`
  return begun(guest, await guest.background(`sh -c ${quote(join)}`, '/run/pod.log'))
}

/** Waits until the programs that prepare a process have become the one that it is for; resolves to its id. */
async function begun(guest: Guest, pid: number): Promise<number> {
  started.add(pid)
  await guest.must(`
    while read -r name </proc/${pid}/comm; do
      case $name in bash | setsid | sh | unshare | ip) sleep 0.02 ;; *) break ;; esac
    done 2>/dev/null`)
  return pid
}

/** Ends pods and waits until the kernel has let go of them: their namespaces give back what was moved there. */
export async function stopPods(guest: Guest, pids: readonly number[] = [...started]): Promise<void> {
  await guest.must(`
    kill -9 ${pids.join(' ')} 2>/dev/null
    for pid in ${pids.join(' ')}; do while [ -d /proc/$pid ]; do sleep 0.05; done; done`)
  for (const pid of pids) started.delete(pid)
}

export async function isRunning(guest: Guest, pid: number): Promise<boolean> {
  return (await guest.run(`kill -0 ${pid}`)).code === 0
}

/** Whether an address answers a pod within so many seconds, asked each second; a link that just came up needs some. */
export async function canReach(guest: Guest, pid: number, address: string, seconds = 3): Promise<boolean> {
  return (await guest.run(`nsenter -t ${pid} -n ping -q -c 1 -w ${seconds} ${address}`)).code === 0
}

const TICKER = `
import { openSync, writeSync } from 'node:fs'
const file = openSync(process.argv[2], 'w')
const ballast = Buffer.alloc(Number(process.argv[3] ?? 0) << 20, 1)
const nowMs = () => Math.round(performance.timeOrigin + performance.now())
setInterval(() => writeSync(file, nowMs() + ' ' + ballast.length + '\\n'), 100)
`

/**
 * A pod that writes the time (ms) to a file each 100 ms and holds `memoryMib` that cannot be dropped: what it misses
 * while it is resized shows as a gap.
 */
export async function startTicker(guest: Guest, path: string, memoryMib = 0): Promise<number> {
  await guest.putFile('/run/ticker.mjs', TICKER)
  const pid = await startPod(guest, `node /run/ticker.mjs ${quote(path)} ${memoryMib}`)
  await guest.must(`until [ -s ${quote(path)} ]; do sleep 0.1; done`)
  return pid
}

/** Times (ms) at which a ticker wrote, ascending. */
export async function ticksOf(guest: Guest, path: string): Promise<readonly number[]> {
  const text = await guest.must(`cut -d' ' -f1 ${quote(path)}`)
  return text.split('\n').map(Number)
}

/** The longest time from a tick in a window to the tick after it, ms. */
export function longestGapMs(ticks: readonly number[], fromMs: number, toMs: number): number {
  return ticks.slice(1).reduce((longest, tick, i) => {
    const before = ticks[i]
    return before >= fromMs && before < toMs ? Math.max(longest, tick - before) : longest
  }, 0)
}
