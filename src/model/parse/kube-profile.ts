import { z } from 'zod'
import { type KubeSpec, MEMORY_POLICIES, TOPOLOGY_POLICIES, TOPOLOGY_SCOPES } from '../baseline.ts'
import * as scalars from './scalars.ts'
import { mapOf, record } from './shapes.ts'

const options = mapOf('options of the kubelet to their values, in quotes', scalars.text(63))

const sampling = record({
  percentageOfNodesToScore: scalars.integer(0, 100),
  seed: scalars.integer(0, Number.MAX_SAFE_INTEGER),
})

const topologyPolicy = scalars.word(TOPOLOGY_POLICIES)
const topologyScope = scalars.word(TOPOLOGY_SCOPES)
const memoryPolicy = scalars.word(MEMORY_POLICIES)

/** Stock Kubernetes as its author sets it up; what is left out is the kubelet's own default, memory aside. */
export const kubeShape = record({
  topologyManagerPolicy: topologyPolicy.optional(),
  topologyManagerScope: topologyScope.optional(),
  topologyManagerPolicyOptions: options.optional(),
  cpuManagerPolicyOptions: options.optional(),
  memoryManagerPolicy: memoryPolicy.optional(),
  sampling: sampling.optional(),
})

/** The same as a run's manifest has it. */
export const ranKube: z.ZodType<KubeSpec> = record({
  topologyPolicy,
  topologyScope,
  topologyOptions: options,
  cpuOptions: options,
  memoryPolicy,
  sampling: z.nullable(sampling),
})
