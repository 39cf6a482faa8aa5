import type { z } from 'zod'
import { formatCpuList } from '../../base/cpu-list.ts'
import { parseIpv4 } from '../../base/ipv4.ts'
import type { Result } from '../../base/result.ts'
import { failed, ok } from '../../base/result.ts'
import { AGENT_NETWORKS, type AgentHolding, type AllocationRequest } from '../agent.ts'
import { NUMA_NODES_MAX } from '../fleet.ts'
import { podRequest } from './event.ts'
import { FaultList, faultsOfIssues, show } from './faults.ts'
import { AMOUNT_MAX, GPUS_MAX } from './limits.ts'
import { ownerName } from './peers.ts'
import * as scalars from './scalars.ts'
import { list, mapOf, record } from './shapes.ts'

/** Pods of every target: `game/zone/component-0`, or `namespace/name`. Never a path that climbs. */
export const agentPodName = scalars.matching(
  /^(?=.{1,200}$)[a-z0-9]([-a-z0-9.]*[a-z0-9])?(\/[a-z0-9]([-a-z0-9.]*[a-z0-9])?){0,2}$/,
  'a pod name of one to three parts of a-z, 0-9, dots and hyphens, such as game/zone/component-0',
)
const amount = scalars.integer(1, AMOUNT_MAX)
const ip = scalars.matching(/^\d{1,3}(\.\d{1,3}){3}$/, 'an IPv4 address')

/** The full holding of a pod, as decisions write it. */
export const holdingSchema = record({
  host: scalars.name,
  cpus: scalars.cpuList,
  memoryMib: mapOf('NumaNode ids to MiB', amount),
  diskMib: mapOf('one disk name to MiB', amount).optional(),
  ioKibps: amount.optional(),
  network: scalars.word(AGENT_NETWORKS),
  vf: scalars.matching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,30}:\d{1,4}$/, 'a VF as NIC:INDEX, such as enp65s0:3').optional(),
  gpus: list(scalars.deviceName, 1, GPUS_MAX).optional(),
  nic: scalars.deviceName.optional(),
  nicMbps: amount.optional(),
  nicKpps: amount.optional(),
  ip,
  segment: scalars.name,
  mac: scalars.matching(/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/, 'a MAC in lower-case hex with colons'),
  volume: scalars.name.optional(),
  volumeMib: amount.optional(),
})

const requestSchema = record({
  pod: agentPodName,
  game: ownerName,
  zone: ownerName,
  component: ownerName,
  asked: podRequest,
  decisionId: scalars.text(300),
  holding: holdingSchema,
  network: record({ vlan: scalars.integer(1, 4094), prefixLength: scalars.integer(1, 32) }),
  process: record({ pid: scalars.integer(2, 4_194_304) }).nullable(),
})

/** Reads the body of an AllocationRequest; every fault at once. Whether this host can hold it, only the host knows. */
export function parseAllocationRequest(value: unknown): Result<AllocationRequest> {
  const parsed = requestSchema.safeParse(value)
  if (!parsed.success) return failed(faultsOfIssues(parsed.error.issues, value))
  const faults = new FaultList()
  checkHolding(parsed.data.holding, 'holding', faults)
  if (!faults.isEmpty) return failed(faults.all)
  const holding = {
    ...parsed.data.holding,
    cpus: formatCpuList(parsed.data.holding.cpus),
  } as AgentHolding
  return ok({ ...parsed.data, holding } as AllocationRequest)
}

/** What the schema of single fields cannot see. path: of the holding. */
export function checkHolding(holding: z.output<typeof holdingSchema>, path: string, faults: FaultList): void {
  if ((holding.volume === undefined) !== (holding.volumeMib === undefined))
    faults.add(`${path}.volume`, show(holding.volume), 'a volume with volumeMib, or neither')
  if (holding.cpus.length === 0) faults.add(`${path}.cpus`, 'no Cpu', 'at least one Cpu')
  const numaNodes = Object.keys(holding.memoryMib)
  if (numaNodes.length === 0) faults.add(`${path}.memoryMib`, 'an empty map', 'MiB on at least one NumaNode')
  for (const id of numaNodes) {
    if (!/^\d$/.test(id) || Number(id) >= NUMA_NODES_MAX) {
      faults.add(`${path}.memoryMib`, JSON.stringify(id), `NumaNode ids from 0 to ${NUMA_NODES_MAX - 1}`)
    }
  }
  if (holding.diskMib !== undefined && Object.keys(holding.diskMib).length !== 1) {
    faults.add(`${path}.diskMib`, `${Object.keys(holding.diskMib).length} disks`, 'one disk')
  }
  if (holding.ioKibps !== undefined && holding.diskMib === undefined) {
    faults.add(`${path}.ioKibps`, String(holding.ioKibps), 'a disk beside it, in diskMib')
  }
  if (holding.network === 'sriov' && holding.vf === undefined) faults.add(`${path}.vf`, 'nothing', 'a VF, for sriov')
  if (holding.network === 'bridge' && holding.vf !== undefined) {
    faults.add(`${path}.vf`, JSON.stringify(holding.vf), 'nothing, for bridge')
  }
  const sharesNic = holding.nicMbps !== undefined || holding.nicKpps !== undefined
  if (sharesNic !== (holding.nic !== undefined)) {
    const expected = sharesNic ? 'the NIC of nicMbps and nicKpps' : 'nicMbps or nicKpps beside it'
    faults.add(`${path}.nic`, holding.nic ?? 'nothing', expected)
  }
  if (parseIpv4(holding.ip) === null) faults.add(`${path}.ip`, JSON.stringify(holding.ip), 'an IPv4 address')
  // A set lowest bit of the first octet is a group address, which no interface may have.
  if (Number.parseInt(holding.mac.slice(0, 2), 16) % 2 === 1) {
    faults.add(`${path}.mac`, JSON.stringify(holding.mac), 'the address of one interface, not of a group')
  }
}
