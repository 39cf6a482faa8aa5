import { z } from 'zod'
import type { Result } from '../../base/result.ts'
import { failed, ok } from '../../base/result.ts'
import { parseDocumentText } from './document.ts'
import { FaultList, faultsOfIssues } from './faults.ts'
import { AMOUNT_MAX, PERIODS_MAX } from './limits.ts'
import * as scalars from './scalars.ts'
import type { SizedLeaf } from './scenario-schema.ts'
import { documentOf, list, record } from './shapes.ts'

const TRAFFIC_MAX = 100
const rate = scalars.integer(1, AMOUNT_MAX)
const permille = scalars.integer(1, 1000)
const us = scalars.number(0, 60_000_000)
const source = scalars.text(1000)
const added = { addedUsP50: us, addedUsP99: us }

const mode = record({ kppsPerCpu: rate, ...added, source })
const modes = { sriov: mode, bridge: mode, overlay: mode, dual: mode, nat: mode }

const traffic = record({
  name: scalars.name,
  packetsBase: scalars.number(0, 1e9).optional(),
  packetsPerPlayer: scalars.number(0, 1e6),
  bytesPerPacket: scalars.integer(1, 65_536),
  diskMibPerHour: scalars.number(0, 1e6).optional(),
  diskKibPerPlayerHour: scalars.number(0, 1e9).optional(),
  lossPermilleMax: scalars.number(0, 1000),
  addedUsMax: us,
  source,
})

const sections = {
  vf: record({ kpps: rate, source }),
  nic: record({ mbps: rate, kpps: rate, source }),
  steering: record({ podCpus: scalars.integer(1, 64), hostCpus: scalars.integer(1, 64), permille, source }),
  interrupts: record({ unpinnedPermille: permille, unpinnedAddedUsP99: us, source }),
  queue: record({ packets: scalars.integer(1, 1_000_000), source }),
  dual: record({ insidePermille: scalars.integer(0, 1000), source }),
  gateway: record({ kpps: rate, mbps: rate, sessions: rate, ...added, source }),
}

/** Kind `NetworkModel`: every figure of the network, with its source. */
export const networkModelSchema = documentOf(
  'NetworkModel',
  record({ modes: record(modes), ...sections, traffic: list(traffic, 1, TRAFFIC_MAX) }),
)

const optionalModes = record({
  sriov: mode.optional(),
  bridge: mode.optional(),
  overlay: mode.optional(),
  dual: mode.optional(),
  nat: mode.optional(),
})

/** Entries that stand in for those of a model, each whole, with its source. */
const overrides = record({
  modes: optionalModes.optional(),
  vf: sections.vf.optional(),
  nic: sections.nic.optional(),
  steering: sections.steering.optional(),
  interrupts: sections.interrupts.optional(),
  queue: sections.queue.optional(),
  dual: sections.dual.optional(),
  gateway: sections.gateway.optional(),
  traffic: list(traffic, 1, TRAFFIC_MAX).optional(),
})

/** `spec.network` of a scenario. */
export function networkSchemaWith(sized: SizedLeaf) {
  const flag = z.boolean({ error: 'true or false' })
  return record({
    model: scalars.name,
    figures: overrides.optional(),
    gatewaysPerIdc: sized(scalars.integer(1, 10_000)).optional(),
    gateways: list(record({ idc: scalars.name, count: sized(scalars.integer(1, 10_000)) }), 0, 1_000).optional(),
    tuning: list(
      record({
        from: sized(scalars.duration(0, '0')),
        irqPinning: sized(flag).optional(),
        rps: sized(flag).optional(),
      }),
      1,
      PERIODS_MAX,
    ).optional(),
  })
}

export type NetworkSpec = z.output<ReturnType<typeof networkSchemaWith>>
export type NetworkModelSpec = z.output<typeof networkModelSchema>['spec']
export type TrafficSpec = z.output<typeof traffic>

/** Reads a `NetworkModel` document. */
export function parseNetworkModel(text: string): Result<{ readonly name: string; readonly spec: NetworkModelSpec }> {
  const document = parseDocumentText(text)
  if (!document.ok) return document
  const parsed = networkModelSchema.safeParse(document.value)
  if (!parsed.success) return failed(faultsOfIssues(parsed.error.issues, document.value))
  const { metadata, spec } = parsed.data
  const faults = new FaultList()
  checkFigures(spec, 'spec', faults)
  return faults.isEmpty ? ok({ name: metadata.name, spec }) : failed(faults.all)
}

/** Notes quantiles in the wrong order and traffic named twice. */
export function checkFigures(figures: NonNullable<NetworkSpec['figures']>, path: string, faults: FaultList): void {
  const latencies = [
    ...Object.entries(figures.modes ?? {}).map(([name, entry]) => [`${path}.modes.${name}`, entry] as const),
    [`${path}.gateway`, figures.gateway] as const,
  ]
  for (const [at, entry] of latencies) {
    if (entry !== undefined && entry.addedUsP99 < entry.addedUsP50)
      faults.add(`${at}.addedUsP99`, String(entry.addedUsP99), `at least addedUsP50, ${entry.addedUsP50}`)
  }
  const seen = new Set<string>()
  for (const [i, { name }] of (figures.traffic ?? []).entries()) {
    if (seen.has(name)) faults.add(`${path}.traffic[${i}].name`, JSON.stringify(name), 'a name no other traffic has')
    seen.add(name)
  }
}
