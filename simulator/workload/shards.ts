import type { Component } from '../../src/model/scenario.ts'

/**
 * Shards are given back when the players fill those that stay to at most this; between that and full nothing
 * changes.
 */
export const SHARD_REFILL_PERMILLE = 700

/**
 * How many shards of a component one zone keeps: max(podsMin, ceil(players / playersPerPod)) on the way up; on the way
 * down as many as SHARD_REFILL_PERMILLE of playersPerPod in each would need, never more than there are.
 */
export function shardsWanted(component: Component, current: number, players: number): number {
  const { podsMin, playersPerPod } = component
  if (playersPerPod === null) return podsMin
  const needed = Math.max(podsMin, Math.ceil(players / playersPerPod))
  if (needed >= current) return needed
  const kept = Math.ceil((players * 1000) / (playersPerPod * SHARD_REFILL_PERMILLE))
  return Math.max(podsMin, Math.min(current, kept))
}
