import { z } from 'zod'
import { type KubeSpec, MEMORY_POLICIES, TOPOLOGY_POLICIES, TOPOLOGY_SCOPES } from '../baseline.ts'
import * as scalars from './scalars.ts'
import { mapOf, record } from './shapes.ts'

const options = mapOf('options of the kubelet to their values, in quotes', scalars.text(63))

const sampling = record({
  percentageOfNodesToScore: scalars.integer(0, 100),
  seed: scalars.integer(0, Number.MAX_SAFE_INTEGER),
})

const fields = {
  topologyManagerPolicy: scalars.word(TOPOLOGY_POLICIES),
  topologyManagerScope: scalars.word(TOPOLOGY_SCOPES),
  topologyManagerPolicyOptions: options,
  cpuManagerPolicyOptions: options,
  memoryManagerPolicy: scalars.word(MEMORY_POLICIES),
}

/** Stock Kubernetes as its author sets it up; what is left out is the kubelet's own default, memory aside. */
export const kubeShape = record({
  topologyManagerPolicy: fields.topologyManagerPolicy.optional(),
  topologyManagerScope: fields.topologyManagerScope.optional(),
  topologyManagerPolicyOptions: options.optional(),
  cpuManagerPolicyOptions: options.optional(),
  memoryManagerPolicy: fields.memoryManagerPolicy.optional(),
  sampling: sampling.optional(),
})

/** The same as a run's manifest has it. */
export const ranKube: z.ZodType<KubeSpec> = record({ ...fields, sampling: z.nullable(sampling) })
