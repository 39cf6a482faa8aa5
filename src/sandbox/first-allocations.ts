import { startSimulation } from '../../simulator/simulate.ts'
import { assert } from '../base/assert.ts'
import { type AllocationRequest, isAgentHolding } from '../model/agent.ts'
import type { DecisionLine, HoldingWords } from '../model/decision.ts'
import { createDecisionWriter } from '../model/decision-text.ts'
import type { Fleet } from '../model/fleet.ts'
import type { Decision } from '../model/holding.ts'
import { holdingOfLine } from '../model/holding-of-line.ts'
import type { PodRequest } from '../model/request.ts'
import type { SandboxConfig } from './config.ts'

/** Instants simulated between two looks at the clock of the run. */
const INSTANTS_AT_ONCE = 64

/**
 * What the pods of a scenario hold at an instant, as the allocations its hosts would have been given: the simulated
 * fleet an operator meets is in use, by the same engine that decides what comes next.
 */
export function firstAllocations(config: SandboxConfig): readonly AllocationRequest[] {
  const { scenario, seed, atUs } = config
  const asked = new Map<string, PodRequest>()
  const last = new Map<string, Decision>()
  const simulation = startSimulation(scenario, {
    seed,
    profile: null,
    onEvent(event) {
      if (event.kind === 'component') asked.set(`${event.game}/${event.component}`, event.request)
    },
    onDecision(decision) {
      if (decision.atUs > atUs || decision.kind === 'refuse') return
      if (decision.kind === 'release') last.delete(decision.pod.name)
      else last.set(decision.pod.name, decision)
    },
  })
  while (!simulation.done && simulation.nowUs < atUs) simulation.advance(INSTANTS_AT_ONCE)
  const textOf = createDecisionWriter(scenario.fleet)
  const networkOf = networksOf(scenario.fleet)
  return Array.from(last.values(), (decision) => {
    const holding = holdingOfLine(JSON.parse(textOf(decision)) as DecisionLine & HoldingWords)
    const { name, game, zone, component } = decision.pod
    assert(isAgentHolding(holding), `${name} holds what agents carry out, as its component was looked at`)
    return {
      pod: name,
      game,
      zone,
      component,
      asked: asked.get(`${game}/${component}`) as PodRequest,
      decisionId: `scenario/${decision.seq}`,
      holding,
      network: networkOf(holding.segment),
      process: null,
    }
  })
}

function networksOf(fleet: Fleet): (segment: string) => AllocationRequest['network'] {
  const bySegment = new Map(
    fleet.segments.map(({ name, vlan, subnet }) => [name, { vlan, prefixLength: Number(subnet.split('/')[1]) }]),
  )
  return (segment) => bySegment.get(segment) as AllocationRequest['network']
}
