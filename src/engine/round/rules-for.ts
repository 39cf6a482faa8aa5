import type { Belief } from '../state/belief.ts'
import { peerRules } from '../state/peer-groups.ts'
import type { PodRecord } from '../state/pods.ts'
import type { RangeRule } from '../state/spread-groups.ts'

/** What binds one pod beside its class: the ranks [from, to) it must stay in, and rules laid over ranges of hosts. */
export interface PodRules {
  readonly range: readonly [number, number]
  readonly rules: readonly RangeRule[]
}

/** The rules as they stand now. */
export function rulesFor(belief: Belief, { identity, component }: PodRecord): PodRules {
  const { together } = component.request
  const rules = component.groups.rangeRules(identity)
  const pulls = belief.together.pull(together, identity)
  const peers = peerRules(component.seat, identity)
  return {
    range: belief.together.range(together, identity),
    // Most pods have but the first, and all are tried: no list is put together for nothing.
    rules: pulls.length + peers.length === 0 ? rules : [...rules, ...pulls, ...peers],
  }
}
