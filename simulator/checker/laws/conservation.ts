import { DISKS, NUMA } from '../fleet-view.ts'
import type { Findings } from '../report.ts'
import { State } from '../state.ts'

/** L6 at the end: what the live holdings take off the empty fleet leaves exactly what the log left free, by column. */
export function checkConservation(state: State, findings: Findings): void {
  const { hosts } = state.view
  const again = new State(state.view)
  for (const pod of state.pods.values()) if (pod.held !== null) again.move(pod.held, -1)
  const same = (host: number, what: string, now: number, expected: number): void => {
    findings.checks.L6++
    if (now === expected) return
    findings.violate('L6', `${what}: ${now} left free, the holdings leave ${expected}`, undefined, hosts[host].name)
  }
  for (let h = 0; h < hosts.length; h++) {
    for (let w = 0; w < state.view.words; w++) {
      const at = h * state.view.words + w
      same(h, `Cpus ${w * 32} to ${w * 32 + 31} (bits)`, state.freeCpus[at] >>> 0, again.freeCpus[at] >>> 0)
    }
    for (let n = 0; n < state.view.numaCount[h]; n++) {
      const at = h * NUMA + n
      same(h, `MiB of NumaNode ${n}`, state.freeMemoryNuma[at], again.freeMemoryNuma[at])
      same(h, `Cpus of NumaNode ${n}`, state.freeCpuNuma[at], again.freeCpuNuma[at])
    }
    for (let d = 0; d < hosts[h].disks.length; d++) {
      same(h, `MiB of disk ${d}`, state.freeDisk[h * DISKS + d], again.freeDisk[h * DISKS + d])
      same(h, `KiB/s of disk ${d}`, state.freeIo[h * DISKS + d], again.freeIo[h * DISKS + d])
    }
    same(h, 'VFs', state.freeVf[h], again.freeVf[h])
  }
  state.view.pools.forEach((pool, index) => {
    findings.checks.L6++
    const now = state.addresses.free[index]
    const expected = again.addresses.free[index]
    if (now !== expected)
      findings.violate('L6', `pool ${pool.name}: ${now} addresses left free, the holdings leave ${expected}`)
  })
}
