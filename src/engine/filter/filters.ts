import type { PodClass } from '../pod-class.ts'
import type { HostTable } from '../state/host-table.ts'
import { passesCpus } from './cpus.ts'
import { passesDisk } from './disk.ts'
import type { Filter } from './filter.ts'
import { passesHostRule } from './host-rule.ts'
import { passesHostUp } from './host-up.ts'
import { passesIp } from './ip.ts'
import { passesMemory } from './memory.ts'
import { passesVf } from './vf.ts'
import { passesWhere } from './where.ts'

/**
 * Every filter but the NumaNode's, in the order in which a refusal counts them; Together and the ranges of SpreadLimit
 * come between Where and Cpus.
 */
export const FILTERS: readonly Filter[] = [
  { name: 'HostUp', passes: passesHostUp },
  { name: 'Where', passes: passesWhere },
  { name: 'SpreadLimit', passes: passesHostRule },
  { name: 'Cpus', passes: passesCpus },
  { name: 'Memory', passes: passesMemory },
  { name: 'Disk', passes: passesDisk },
  { name: 'Vf', passes: passesVf },
  { name: 'Ip', passes: passesIp },
]

/**
 * Whether a host passes all of FILTERS. Written out, most telling first, because it runs for every class at every
 * change of a host: called through a list, the calls cost more than the tests. A test holds it to the list.
 */
export function passesAll(hosts: HostTable, host: number, klass: PodClass): boolean {
  return (
    passesCpus(hosts, host, klass) &&
    passesMemory(hosts, host, klass) &&
    passesVf(hosts, host, klass) &&
    passesHostUp(hosts, host) &&
    passesIp(hosts, host, klass) &&
    passesWhere(hosts, host, klass) &&
    passesHostRule(hosts, host, klass) &&
    passesDisk(hosts, host, klass)
  )
}
