import type { Taint } from '../../src/model/kube/node.ts'
import type { PodRequest } from '../../src/model/request.ts'
import type { State } from './state.ts'

/** Effects that keep pods off a host, that drive them off it too, and that are disliked only. */
const EFFECTS = { hard: ['NoSchedule', 'NoExecute'], driving: ['NoExecute'], soft: ['PreferNoSchedule'] } as const

/** How many taints of a host pods of a request do not tolerate. */
export function taintsAgainst(state: State, request: PodRequest, host: number, force: keyof typeof EFFECTS): number {
  const { tolerations = [] } = request
  const isMet = (taint: Taint): boolean =>
    tolerations.some((toleration) => {
      if (toleration.effect !== '' && toleration.effect !== taint.effect) return false
      if (toleration.key !== '' && toleration.key !== taint.key) return false
      return toleration.operator === 'Exists' || toleration.value === taint.value
    })
  const effects: readonly string[] = EFFECTS[force]
  return state.taints[host].filter((taint) => effects.includes(taint.effect) && !isMet(taint)).length
}
