import { byCodeUnit } from '../../base/order.ts'
import type { Rejection } from './plugin.ts'

// Source: kubernetes v1.37.2, FitError of pkg/scheduler/framework/types.go.

/** Why a pod fits nowhere, as its event says it (without what preemption adds): each reason with its count of nodes. */
export function fitMessage(rejections: readonly Rejection[]): string {
  const counts = new Map<string, number>()
  for (const { reasons } of rejections) {
    for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1)
  }
  const sentences = [...counts].map(([reason, count]) => `${count} ${reason}`).sort(byCodeUnit)
  return `${headOf(rejections.length)} ${sentences.join(', ')}.`
}

/** The same for a pod that was refused before any node was looked at. */
export function refusedMessage(nodeCount: number, { reasons }: Rejection): string {
  return `${headOf(nodeCount)} ${reasons.join(', ')}.`
}

/** What a cluster without nodes says. */
export const NO_NODES = 'no nodes available to schedule pods'

function headOf(nodeCount: number): string {
  return `0/${nodeCount} nodes are available:`
}
