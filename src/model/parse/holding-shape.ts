import { z } from 'zod'
import { formatCpuList, parseCpuList } from '../../base/cpu-list.ts'
import { formatIpv4, macOfIpv4, parseIpv4 } from '../../base/ipv4.ts'
import type { Fault } from '../../base/result.ts'
import type { HoldingWords } from '../decision.ts'
import { CPUS_MAX, NETWORK_MODES, NETWORK_PARTS, NUMA_NODES_MAX } from '../fleet.ts'
import { show } from './faults.ts'
import { AMOUNT_MAX, GPUS_MAX } from './limits.ts'
import * as scalars from './scalars.ts'
import { list, mapOf } from './shapes.ts'

const amount = scalars.integer(1, AMOUNT_MAX)

/** The Cpu list of a line, written in the one canonical way. */
export const cpuListText = scalars.canonical(
  `a Cpu list such as 0-3,48-51, ascending, ranges joined, below ${CPUS_MAX}`,
  (text) => {
    const cpus = parseCpuList(text)
    return cpus === null || cpus[cpus.length - 1] >= CPUS_MAX ? null : formatCpuList(cpus)
  },
)

/** MiB by NumaNode id. */
export const numaMemoryMib = z.record(
  scalars.matching(new RegExp(`^[0-${NUMA_NODES_MAX - 1}]$`), 'a NumaNode id'),
  amount,
  {
    error: (issue) =>
      issue.code === 'invalid_key'
        ? `MiB under NumaNode ids from 0 to ${NUMA_NODES_MAX - 1}`
        : 'a map from NumaNode ids to MiB',
  },
)

const address = scalars.canonical('an IPv4 address', (text) => {
  const parsed = parseIpv4(text)
  return parsed === null ? null : formatIpv4(parsed)
})

/** The words of a holding, as a shape to spread into a record. `faultsOfHolding` says what one key alone cannot. */
export const holdingShape = {
  host: scalars.name,
  cpus: cpuListText.optional(),
  cpuMilli: scalars.integer(1, 1000 * CPUS_MAX).optional(),
  memoryMib: numaMemoryMib,
  diskMib: mapOf('a disk to MiB', amount).optional(),
  ioKibps: amount.optional(),
  network: scalars.word(NETWORK_MODES),
  vf: scalars.matching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,30}:\d{1,4}$/, 'a VF such as ens1f0:17').optional(),
  gpus: list(scalars.deviceName, 1, GPUS_MAX).optional(),
  nic: scalars.deviceName.optional(),
  nicMbps: amount.optional(),
  nicKpps: amount.optional(),
  ip: address.optional(),
  segment: scalars.name.optional(),
  mac: scalars.matching(/^02:00(?::[0-9a-f]{2}){4}$/, 'a MAC that begins with 02:00').optional(),
  overlayIp: address.optional(),
  overlaySegment: scalars.name.optional(),
  volume: scalars.name.optional(),
  volumeMib: amount.optional(),
}

/** What is wrong between the words of a holding each of which is well formed. */
export function faultsOfHolding(words: HoldingWords): Fault[] {
  const faults: Fault[] = []
  const fault = (path: string, value: unknown, expected: string): void => {
    faults.push({ path, found: show(value), expected })
  }
  if (words.cpus === '') fault('cpus', words.cpus, 'at least one Cpu, or no cpus at all')
  if (words.cpus === undefined && words.cpuMilli === undefined) fault('cpus', undefined, 'cpus, cpuMilli or both')
  if (Object.keys(words.memoryMib).length === 0) fault('memoryMib', words.memoryMib, 'MiB on at least one NumaNode')
  const disks = Object.keys(words.diskMib ?? {})
  if (words.diskMib !== undefined && disks.length !== 1) fault('diskMib', words.diskMib, 'one disk')
  if (words.ioKibps !== undefined && words.diskMib === undefined) fault('diskMib', undefined, 'the disk of ioKibps')
  const { vf, addresses } = NETWORK_PARTS[words.network]
  const needs = (path: keyof HoldingWords, isThere: boolean, what: string): void => {
    if ((words[path] !== undefined) === isThere) return
    fault(path, words[path], `${isThere ? what : 'none'}, as the network is ${words.network}`)
  }
  needs('vf', vf, 'a VF')
  needs('ip', addresses.length > 0, 'an address')
  needs('segment', addresses.length > 0, 'its segment')
  needs('overlayIp', addresses.length > 1, 'an address')
  needs('overlaySegment', addresses.length > 1, 'its segment')
  const isOnNic = words.nicMbps !== undefined || words.nicKpps !== undefined
  if (isOnNic && words.nic === undefined) fault('nic', undefined, 'the NIC of nicMbps and nicKpps')
  if (!isOnNic && words.nic !== undefined) fault('nic', words.nic, 'nicMbps or nicKpps beside it')
  if (words.volume !== undefined && words.volumeMib === undefined)
    fault('volumeMib', undefined, 'the size of the volume')
  if (words.volumeMib !== undefined && words.volume === undefined) fault('volume', undefined, 'the pool of volumeMib')
  const mac = words.ip === undefined ? undefined : macOfIpv4(parseIpv4(words.ip) ?? 0)
  if (words.mac !== mac)
    fault('mac', words.mac, mac === undefined ? 'none beside no IP' : `${mac}, as the IP is ${words.ip}`)
  return faults
}
