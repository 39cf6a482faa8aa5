import type { FilterName, NearestChange, RefuseLine } from '../../../model/decision.ts'
import { formatCount, formatMib, formatRate } from '../../format.ts'

const FILTERS: Readonly<Record<FilterName, string>> = {
  HostUp: 'are down or cordoned',
  Where: 'are in a region, IDC or module it may not use',
  Together: 'are apart from the rest of its game',
  SpreadLimit: 'have as many of its kind as allowed',
  Cpus: 'have too few Cpus free',
  Memory: 'have too little memory free',
  Disk: 'have too little disk or IO free',
  Vf: 'have no VF free',
  Ip: 'have no address free',
  Numa: 'cannot hold it on one NumaNode',
}

/** `12 hosts have too few Cpus free`, most hosts first. */
export function reasonWords(line: RefuseLine): readonly string[] {
  return [...line.reasons]
    .sort((a, b) => b.hosts - a.hosts)
    .map(({ filter, hosts }) => `${formatCount(hosts)} ${hosts === 1 ? 'host' : 'hosts'} ${FILTERS[filter]}`)
}

/** The smallest change that would make it fit, as a sentence. */
export function nearestWords(nearest: NearestChange | undefined): string {
  if (nearest === undefined) return 'No single change on any host would make it fit.'
  const where = nearest.hosts === 1 ? 'one host' : `any of ${formatCount(nearest.hosts)} hosts`
  return `It would fit with ${amountWords(nearest)} more on ${where}.`
}

function amountWords({ resource, amount }: NearestChange): string {
  if (resource === 'memoryMib') return `${formatMib(amount)} of memory`
  if (resource === 'diskMib') return `${formatMib(amount)} of disk`
  if (resource === 'ioKibps') return `${formatRate(amount)} of IO`
  if (resource === 'vf') return amount === 1 ? '1 VF' : `${amount} VFs`
  if (resource === 'ip') return amount === 1 ? '1 address' : `${amount} addresses`
  return amount === 1 ? '1 Cpu' : `${formatCount(amount)} Cpus`
}
