import type { Host } from '../../../model/fleet.ts'
import { formatCount } from '../../format.ts'

/**
 * `16 hosts · 1,400 Cpus allocatable`, `13 of 16 hosts up · 1,136 Cpus allocatable` where some are away. down: by host,
 * 1 where it is; null before an instant is shown.
 */
export function hostCounts(hosts: readonly Pick<Host, 'allocatable'>[], down: ArrayLike<number> | null): string {
  const up = hosts.filter((_, h) => down?.[h] !== 1)
  const count = up.length === hosts.length ? '' : `${formatCount(up.length)} of `
  const cpus = up.reduce((sum, host) => sum + host.allocatable.cpus, 0)
  const word = count === '' ? 'hosts' : 'hosts up'
  return `${count}${formatCount(hosts.length)} ${word} · ${formatCount(cpus)} Cpus allocatable`
}
