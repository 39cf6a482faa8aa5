import { expect } from 'vitest'
import type { HostAgent } from '../../../src/agent/host-agent.ts'
import type { AllocationRequest } from '../../../src/model/agent.ts'
import type { Decision } from './sequence.ts'

/** Lets an agent hold what is asked; returns its report, throws when it does not. */
export async function applied(agent: HostAgent, request: AllocationRequest) {
  const outcome = await agent.apply(request)
  if (outcome.kind !== 'applied') throw new Error(JSON.stringify(outcome))
  return outcome.report
}

/** Lets an agent carry out one decision of the sequence. */
export async function carryOut(agent: HostAgent, decision: Decision): Promise<void> {
  if (typeof decision === 'string') expect((await agent.release(decision))?.kind).toBe('released')
  else await applied(agent, decision)
}
