import { sortFew } from '../../base/order.ts'
import { NUMA_MASK_SIZE } from '../choose/numa-masks.ts'
import { shareNearFirst } from '../reserve/amounts.ts'
import { pickCpus } from '../reserve/cpus.ts'
import type { HostTable } from '../state/host-table.ts'
import { type ResizeWish, roomOn } from './wish.ts'

/**
 * Cpus of a pod that grows: those it has, then the free siblings of cores that only it uses, then as for a new pod.
 * New Cpus come from NumaNodes it already stands on first. Returns them ascending.
 */
export function growCpus(hosts: HostTable, wish: ResizeWish, numaMask: number): readonly number[] {
  const { holding, heldCpus } = wish
  const more = wish.cpus - holding.cpus.length
  if (more === 0) return holding.cpus
  if (NUMA_MASK_SIZE[numaMask] === 1) return growOn(hosts, wish, 31 - Math.clz32(numaMask), more)
  const room = heldCpus.map((_, numa) => roomOn(hosts, wish, numa))
  const shares = shareNearFirst(more, numaMask, heldCpus, room)
  const picked: number[] = []
  shares.forEach((share, numa) => pickMore(hosts, wish, numa, share, picked))
  return sortFew(holding.cpus.concat(picked))
}

/** Cpus of a pod that should have so many on each NumaNode: on none fewer than now, or on none more. Ascending. */
export function resizeCpusTo(hosts: HostTable, wish: ResizeWish, shares: readonly number[]): number[] {
  const { holding } = wish
  const { numaOf } = hosts.shapes[holding.host]
  const cpus: number[] = []
  shares.forEach((share, numa) => {
    const own = holding.cpus.filter((cpu) => numaOf[cpu] === numa)
    cpus.push(...dropCpus(hosts, holding.host, own, own.length - share))
    pickMore(hosts, wish, numa, share - own.length, cpus)
  })
  return sortFew(cpus)
}

/** The common case, a pod on one NumaNode, without sharing out. */
function growOn(hosts: HostTable, wish: ResizeWish, numa: number, more: number): number[] {
  const picked: number[] = []
  pickMore(hosts, wish, numa, more, picked)
  return sortFew(wish.holding.cpus.concat(picked))
}

function pickMore(hosts: HostTable, wish: ResizeWish, numa: number, needed: number, picked: number[]): void {
  const before = picked.length
  pickOwnSiblings(hosts, wish, numa, needed, picked)
  pickCpus(hosts, wish.holding.host, numa, needed - (picked.length - before), wish.fullCores, picked)
}

function pickOwnSiblings(hosts: HostTable, wish: ResizeWish, numa: number, needed: number, picked: number[]): void {
  const { host, cpus } = wish.holding
  const { cores, coreOf, numaOf } = hosts.shapes[host]
  let left = needed
  for (const own of cpus) {
    if (left <= 0) return
    if (numaOf[own] !== numa || hosts.cpus.freeOfCore(host, coreOf[own]) === 0) continue
    const core = cores[coreOf[own]]
    if (!core.every((cpu) => hosts.cpus.isFree(host, cpu) || cpus.includes(cpu))) continue
    for (const cpu of core) {
      if (left <= 0 || cpus.includes(cpu) || picked.includes(cpu)) continue
      picked.push(cpu)
      left--
    }
  }
}

/** Cpus of a pod that shrinks: a subset of those it has, on the NumaNodes of the mask. Returns them ascending. */
export function shrinkCpus(hosts: HostTable, wish: ResizeWish, numaMask: number): number[] {
  const { host, cpus } = wish.holding
  const { numaOf } = hosts.shapes[host]
  const kept = cpus.filter((cpu) => ((numaMask >>> numaOf[cpu]) & 1) === 1)
  return dropCpus(hosts, host, kept, kept.length - wish.cpus)
}

/**
 * Gives so many of the Cpus back, none where that is below 1: threads of cores held only in part before whole cores, so
 * that what is left is whole cores and so is what becomes free; among equals the highest core goes first.
 */
function dropCpus(hosts: HostTable, host: number, cpus: readonly number[], count: number): number[] {
  const { coreOf, cores } = hosts.shapes[host]
  const kept = cpus.slice()
  const heldIn = new Uint8Array(cores.length)
  for (let i = 0; i < kept.length; i++) heldIn[coreOf[kept[i]]]++
  let surplus = count
  while (surplus > 0) {
    let worst = coreOf[kept[0]]
    for (let i = 1; i < kept.length; i++) {
      const core = coreOf[kept[i]]
      if (heldIn[core] < heldIn[worst] || (heldIn[core] === heldIn[worst] && core > worst)) worst = core
    }
    for (let i = kept.length - 1; i >= 0 && surplus > 0; i--) {
      if (coreOf[kept[i]] !== worst) continue
      kept.splice(i, 1)
      surplus--
    }
  }
  return kept
}
