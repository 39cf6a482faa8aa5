import type { z } from 'zod'
import { formatCpuList } from '../../../../base/cpu-list.ts'
import { parseIpv4 } from '../../../../base/ipv4.ts'
import type { Result } from '../../../../base/result.ts'
import { failed, ok } from '../../../../base/result.ts'
import type { HoldingWords } from '../../../../model/decision.ts'
import { NETWORK_MODES } from '../../../../model/fleet.ts'
import { faultsOfIssues, shortened } from '../../../../model/parse/faults.ts'
import { AMOUNT_MAX } from '../../../../model/parse/limits.ts'
import * as scalars from '../../../../model/parse/scalars.ts'
import { mapOf, record } from '../../../../model/parse/shapes.ts'
import type { KubePod } from '../objects.ts'
import { ANNOTATION_ALLOCATION } from '../words.ts'

/** The annotation `berth.dev/allocation`: what a pod holds and the decision that gave it. */
export interface Allocation {
  readonly holding: HoldingWords
  /** `PLAN/STEP` or `SESSION/SEQ`. */
  readonly decision: string
}

const amount = scalars.integer(0, AMOUNT_MAX)

const schema = record({
  host: scalars.name,
  cpus: scalars.cpuList,
  memoryMib: mapOf('NumaNode ids to MiB', amount),
  diskMib: mapOf('disk names to MiB', amount).optional(),
  ioKibps: amount.optional(),
  network: scalars.word(NETWORK_MODES),
  vf: scalars.matching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,30}:\d{1,4}$/, 'a VF such as enp3s0f0:4').optional(),
  ip: scalars.matching(/^[\d.]{7,15}$/, 'an IPv4 address'),
  segment: scalars.name,
  mac: scalars.matching(/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/, 'a MAC such as 02:00:0a:03:04:11'),
  decision: scalars.text(200),
})

/** The annotation's text: the holding's keys in the order of a decision line, then the decision. */
export function formatAllocation(holding: HoldingWords, decision: string): string {
  const { host, cpus, memoryMib, diskMib, ioKibps, network, vf, ip, segment, mac } = holding
  return JSON.stringify({ host, cpus, memoryMib, diskMib, ioKibps, network, vf, ip, segment, mac, decision })
}

/** Reads the annotation, with every fault; paths are keys of its JSON. */
export function parseAllocation(text: string): Result<Allocation> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return failed([{ path: '', found: shortened(text), expected: 'one JSON object' }])
  }
  const parsed = schema.safeParse(value)
  if (!parsed.success) return failed(faultsOfIssues(parsed.error.issues, value))
  const entry = parsed.data
  const faults = holdingFaults(entry)
  if (faults.length > 0) return failed(faults)
  const holding: HoldingWords = {
    host: entry.host,
    cpus: formatCpuList(entry.cpus),
    memoryMib: entry.memoryMib,
    ...(entry.diskMib === undefined ? {} : { diskMib: entry.diskMib }),
    ...(entry.ioKibps === undefined ? {} : { ioKibps: entry.ioKibps }),
    network: entry.network,
    ...(entry.vf === undefined ? {} : { vf: entry.vf }),
    ip: entry.ip,
    segment: entry.segment,
    mac: entry.mac,
  }
  return ok({ holding, decision: entry.decision })
}

/** The IP in a pod's allocation, without checking the rest of it. */
export function addressOf(pod: KubePod): string | null {
  return /"ip":\s*"([\d.]+)"/.exec(pod.metadata.annotations?.[ANNOTATION_ALLOCATION] ?? '')?.[1] ?? null
}

/** What a schema of single fields cannot see. */
function holdingFaults(entry: z.output<typeof schema>): { path: string; found: string; expected: string }[] {
  const faults: { path: string; found: string; expected: string }[] = []
  if (entry.cpus.length === 0) faults.push({ path: 'cpus', found: 'no Cpu', expected: 'at least one Cpu' })
  if (parseIpv4(entry.ip) === null) faults.push({ path: 'ip', found: entry.ip, expected: 'an IPv4 address' })
  for (const numa of Object.keys(entry.memoryMib)) {
    if (!/^[0-7]$/.test(numa)) faults.push({ path: `memoryMib.${numa}`, found: numa, expected: 'the id of a NumaNode' })
  }
  if (entry.network === 'sriov' && entry.vf === undefined) {
    faults.push({ path: 'vf', found: 'nothing', expected: 'a VF beside network sriov' })
  }
  if (entry.network === 'bridge' && entry.vf !== undefined) {
    faults.push({ path: 'vf', found: entry.vf, expected: 'no VF beside network bridge' })
  }
  return faults
}
