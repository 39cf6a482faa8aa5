import { firstFailing } from './fit.ts'
import type { Held, Pod } from './pods.ts'
import type { State } from './state.ts'

/** Which batch pods give way, by plain trial, written from docs/ARCHITECTURE.md "Preemption". */

/** Whether it is offline work that gives way to game pods. */
export function isBatch(pod: Pod): boolean {
  return pod.component.request.batch === true
}

/**
 * The batch pods that the rule takes for a game pod which fits nowhere, by name; null where none makes it fit.
 *
 * hosts  those to look at
 */
export function victimsFor(state: State, pod: Pod, hosts: Iterable<number>): readonly Pod[] | null {
  let best: readonly Pod[] | null = null
  let bestRank: readonly number[] = []
  for (const host of hosts) {
    const victims = victimsOn(state, pod, host)
    if (victims === null) continue
    const milli = victims.reduce((sum, { held }) => sum + 1000 * (held?.cpuCount ?? 0) + (held?.cpuMilli ?? 0), 0)
    const rank = [victims.length, milli, host]
    const first = rank.findIndex((value, i) => value !== bestRank[i])
    if (best !== null && rank[first] > bestRank[first]) continue
    best = victims
    bestRank = rank
  }
  return best === null ? null : [...best].sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** Those that do not come back when, of all batch pods of the host, those wanted longest come back first. */
function victimsOn(state: State, pod: Pod, host: number): readonly Pod[] | null {
  const batch: { readonly each: Pod; readonly held: Held }[] = []
  for (const each of state.podsOnHost[host]) {
    if (isBatch(each) && each.held !== null) batch.push({ each, held: each.held })
  }
  if (batch.length === 0) return null
  batch.sort((a, b) => a.each.askedAtUs - b.each.askedAtUs || (a.each.name < b.each.name ? -1 : 1))
  for (const { each, held } of batch) state.give(each, held)
  const away = new Set(batch)
  if (firstFailing(state, pod, host) < 0) {
    for (const one of batch) {
      state.take(one.each, one.held)
      if (firstFailing(state, pod, host) < 0) away.delete(one)
      else state.give(one.each, one.each.held ?? one.held)
    }
  }
  const victims = away.size === batch.length && firstFailing(state, pod, host) >= 0 ? null : [...away]
  for (const { each, held } of away) state.take(each, held)
  return victims === null ? null : victims.map(({ each }) => each)
}
