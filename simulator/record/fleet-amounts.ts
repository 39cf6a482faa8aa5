import { sumOf } from '../../src/base/sum.ts'
import type { Fleet, Host } from '../../src/model/fleet.ts'
import { FLEET_RESOURCES } from '../../src/model/fleet-plan.ts'
import type { Holding } from '../../src/model/holding.ts'
import { isBoundTo, poolSize, reachesVolumes } from '../../src/model/pools.ts'

/** Amounts in the order of FLEET_RESOURCES. */
export type Amounts = Float64Array

export function noAmounts(): Amounts {
  return new Float64Array(FLEET_RESOURCES.length)
}

/** Adds amounts to others, or takes them away (sign -1). */
export function addAmounts(to: Amounts, amounts: Amounts, sign: 1 | -1): void {
  for (let i = 0; i < to.length; i++) to[i] += sign * amounts[i]
}

/** What a holding takes: exclusive and shared Cpus together, an address each for its own and its overlay one. */
export function amountsOf(holding: Holding): Amounts {
  const { cpus, cpuMilli, memoryMib, diskMib, vf, pool, overlayPool, volumeMib, nicKpps } = holding
  const amounts = noAmounts()
  amounts[0] = cpus.length + cpuMilli / 1000
  amounts[1] = sumOf(memoryMib)
  amounts[2] = diskMib
  amounts[3] = vf < 0 ? 0 : 1
  amounts[4] = (pool < 0 ? 0 : 1) + (overlayPool < 0 ? 0 : 1)
  amounts[5] = volumeMib
  amounts[6] = nicKpps
  return amounts
}

/** What a host has of its own: no addresses and no volumes. */
export function amountsOfHost({ allocatable, nics }: Host): Amounts {
  const amounts = noAmounts()
  amounts[0] = allocatable.cpus
  amounts[1] = allocatable.memoryMib
  amounts[2] = allocatable.diskMib
  amounts[3] = allocatable.vfs
  amounts[6] = sumOf(nics.map(({ kpps = 0 }) => kpps))
  return amounts
}

/** Addresses and MiB of volumes that hosts of an IDC reach; what several IDCs share counts for each. */
export function amountsOfPools({ hosts, pools, volumePools = [] }: Fleet, idc: string): Amounts {
  const own = hosts.filter((host) => host.idc === idc)
  const amounts = noAmounts()
  const open = pools.filter((pool) => own.some((host) => isBoundTo(pool, host)))
  amounts[4] = sumOf(open.map(poolSize))
  const reached = volumePools.filter((pool) => own.some((host) => reachesVolumes(pool, host)))
  amounts[5] = sumOf(reached.map(({ capacityMib }) => capacityMib))
  return amounts
}
