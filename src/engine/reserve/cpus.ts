import type { HostTable } from '../state/host-table.ts'

/**
 * Picks `count` free Cpus of one NumaNode, siblings together: whole free cores first, in core order, while all threads
 * of a core are needed; the rest from the cores with the fewest free threads, so that whole cores stay whole.
 * The keys follow the kubelet's static policy (cores, then single threads, best fit first). No bound.
 *
 * fullCores  only wholly free full cores are picked; there are enough
 * picked  receives the Cpus, in no order; the siblings of booked Cpus that it holds already are not picked again. The
 *         caller knows that so many are free beside those.
 */
export function pickCpus(
  hosts: HostTable,
  host: number,
  numa: number,
  count: number,
  fullCores: boolean,
  picked: number[],
): void {
  const { cores, coreStart, threadsPerCore } = hosts.shapes[host]
  let needed = count
  for (let core = coreStart[numa]; core < coreStart[numa + 1] && needed > 0; core++) {
    const cpus = cores[core]
    if (fullCores && cpus.length < threadsPerCore) continue
    if (cpus.length > needed || hosts.cpus.freeOfCore(host, core) < cpus.length) continue
    for (const cpu of cpus) picked.push(cpu)
    needed -= cpus.length
  }
  while (needed > 0) needed -= pickFromFullest(hosts, host, numa, needed, picked)
}

/** Takes up to `needed` Cpus of the core with the fewest left, ties to the first. Returns how many. */
function pickFromFullest(hosts: HostTable, host: number, numa: number, needed: number, picked: number[]): number {
  const { cores, coreStart } = hosts.shapes[host]
  let best = -1
  let bestLeft = Number.MAX_SAFE_INTEGER
  for (let core = coreStart[numa]; core < coreStart[numa + 1] && bestLeft > 1; core++) {
    if (hosts.cpus.freeOfCore(host, core) === 0) continue
    const left = countLeft(hosts, host, cores[core], picked)
    if (left === 0 || left >= bestLeft) continue
    best = core
    bestLeft = left
  }
  let taken = 0
  for (const cpu of cores[best]) {
    if (taken === needed || !isLeft(hosts, host, cpu, picked)) continue
    picked.push(cpu)
    taken++
  }
  return taken
}

function countLeft(hosts: HostTable, host: number, cpus: readonly number[], picked: readonly number[]): number {
  let left = 0
  for (let i = 0; i < cpus.length; i++) if (isLeft(hosts, host, cpus[i], picked)) left++
  return left
}

function isLeft(hosts: HostTable, host: number, cpu: number, picked: readonly number[]): boolean {
  return hosts.cpus.isFree(host, cpu) && !picked.includes(cpu)
}
