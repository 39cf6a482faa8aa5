import { z } from 'zod'
import type { Result } from '../../base/result.ts'
import { failed, ok } from '../../base/result.ts'
import type { PodRequest } from '../request.ts'
import { parseDocumentText } from './document.ts'
import { FaultList, faultsOfIssues } from './faults.ts'
import { checkUniqueNames } from './places.ts'
import * as scalars from './scalars.ts'
import { list, record } from './shapes.ts'

const SHAPES_MAX = 100

const shape = record({
  name: scalars.name,
  cpus: scalars.requestCpus,
  memory: scalars.requestMemoryMib,
  disk: scalars.requestMib.optional(),
  vf: z.boolean({ error: 'true or false' }).optional(),
  weight: scalars.integer(1, 1_000_000).optional(),
})

/** A kind of pod of a mix, and how often it comes beside the others. */
export interface MixShape {
  readonly name: string
  readonly weight: number
  readonly request: PodRequest
}

/** Reads a mix: `shapes`, a list of kinds of pods with Cpus, memory, disk, VF and weight. */
export function parsePodMix(text: string): Result<readonly MixShape[]> {
  const document = parseDocumentText(text)
  if (!document.ok) return document
  const parsed = record({ shapes: list(shape, 1, SHAPES_MAX) }).safeParse(document.value)
  if (!parsed.success) return failed(faultsOfIssues(parsed.error.issues, document.value))
  const { shapes } = parsed.data
  const faults = new FaultList()
  checkUniqueNames(
    shapes.map(({ name }, i) => ({ name, path: `shapes[${i}]` })),
    'shape',
    faults,
  )
  if (!faults.isEmpty) return failed(faults.all)
  return ok(
    shapes.map(({ name, weight = 1, cpus, memory, disk = 0, vf = false }) => {
      return { name, weight, request: shapeRequest({ cpus, memoryMib: memory, diskMib: disk, vf }) }
    }),
  )
}

/** Cpus and memory of `--cpus` and `--memory`; undefined where a text is none. */
export function cpusOf(text: string): number | undefined {
  return scalars.requestCpus.safeParse(text).data
}

export function memoryMibOf(text: string): number | undefined {
  return scalars.requestMemoryMib.safeParse(text).data
}

/**
 * A pod that asks for these amounts anywhere, its Cpus on the fewest NumaNodes; without a VF it has no address of its
 * own.
 */
export function shapeRequest(amounts: {
  readonly cpus: number
  readonly memoryMib: number
  readonly diskMib: number
  readonly vf: boolean
}): PodRequest {
  const { cpus, memoryMib, diskMib, vf } = amounts
  const network = vf ? 'sriov' : 'nat'
  return { cpus, memoryMib, diskMib, ioKibps: 0, network, numa: 'preferred', where: {}, spread: [], profile: 'pack' }
}
