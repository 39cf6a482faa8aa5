import { z } from 'zod'
import type { KubeletConfig, KubeletMachine, KubeletPod } from '../../src/engine/kubelet/machine.ts'
import * as scalars from '../../src/model/parse/scalars.ts'
import { list, mapOf, record } from '../../src/model/parse/shapes.ts'
import { count, cpuListAnyOrder, text, yesOrNo } from './leaves.ts'

const mib = scalars.integer(0, 2 ** 40)
const ROWS_MAX = 1_000_000

const core = record({ socket: count, uncore: count, cpus: list(count, 1, 1024) })
const container = record({
  name: text,
  cpu: scalars.loadMilli,
  memoryMib: mib,
  burstable: yesOrNo.optional(),
  vfs: count.optional(),
  gpus: count.optional(),
})
const add = record({ op: z.literal('add'), pod: text, containers: list(container, 1, 1000) })
const remove = record({ op: z.literal('remove'), pod: text })

const step = record({
  admit: yesOrNo,
  reason: text.optional(),
  message: text.optional(),
  cpus: mapOf('container names', text).optional(),
  memory: mapOf('container names', list(record({ numa: list(count, 1, 64), mib }), 0, 100)).optional(),
  vfs: mapOf('container names', list(text, 1, 100_000)).optional(),
  vfsByNuma: mapOf('container names', mapOf('NUMA ids', count)).optional(),
  gpus: mapOf('container names', list(text, 1, 100_000)).optional(),
  shared: text,
})

/** What an admission row expects, or what the oracle answers. */
export const transcriptSchema = record({
  id: text.optional(),
  error: text.optional(),
  steps: list(step, 0, ROWS_MAX).nullish(),
})

/** A history of one machine, as the kubelet oracle reads it. */
export const caseSchema = record({
  id: text,
  numa: list(record({ id: count, memoryMib: mib, cores: list(core, 0, 1024) }), 1, 64),
  distances: list(list(scalars.integer(0, 255), 1, 64), 1, 64).optional(),
  cpuManager: record({ options: mapOf('option names', text).optional(), reserved: cpuListAnyOrder }),
  memoryManager: record({
    policy: scalars.word(['none', 'static']),
    reservedMib: mapOf('NUMA ids', mib).optional(),
  }),
  topologyManager: record({
    policy: scalars.word(['none', 'best-effort', 'restricted', 'single-numa-node']),
    scope: scalars.word(['container', 'pod']),
    options: mapOf('option names', text).optional(),
  }),
  devices: list(record({ id: text, numa: scalars.integer(-1, 100_000) }), 0, 100_000).optional(),
  gpus: list(record({ id: text, numa: scalars.integer(-1, 100_000) }), 0, 100_000).optional(),
  preferredAllocation: yesOrNo.optional(),
  ops: list(z.discriminatedUnion('op', [add, remove], { error: 'an op that is add or remove' }), 0, ROWS_MAX),
})

export const admissionSchema = caseSchema.extend({ expect: transcriptSchema })

export type AdmissionCase = z.output<typeof caseSchema>
export type Transcript = z.output<typeof transcriptSchema>
export type Step = z.output<typeof step>
type Add = z.output<typeof add>

/** The case in the kubelet's own terms. */
export function machineOf({ numa, distances, devices, gpus }: AdmissionCase): KubeletMachine {
  return { numaNodes: numa, distances: distances ?? null, vfs: devices ?? [], gpus: gpus ?? [] }
}

export function configOf({
  cpuManager,
  memoryManager,
  topologyManager,
  preferredAllocation,
}: AdmissionCase): KubeletConfig {
  const reservedMib = new Map(Object.entries(memoryManager.reservedMib ?? {}).map(([id, mib]) => [Number(id), mib]))
  return {
    cpu: { options: cpuManager.options ?? {}, reserved: cpuManager.reserved },
    memory: { policy: memoryManager.policy, reservedMib },
    topology: { ...topologyManager, options: topologyManager.options ?? {} },
    hasVfPreference: preferredAllocation ?? true,
  }
}

/** A burstable container makes its pod Burstable; all other containers ask for as much as they may have. */
export function podOf({ pod, containers }: Add): KubeletPod {
  return {
    name: pod,
    qos: containers.some(({ burstable }) => burstable === true) ? 'Burstable' : 'Guaranteed',
    containers: containers.map(({ name, cpu, memoryMib, vfs, gpus }) => {
      return { name, cpuMilli: cpu, memoryMib, vfs: vfs ?? 0, gpus: gpus ?? 0 }
    }),
  }
}
