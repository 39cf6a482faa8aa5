import type { Taint } from '../../../model/kube/node.ts'
import type { Toleration } from '../../../model/kube/pod.ts'

// Source: kubernetes v1.37.2, k8s.io/api/core/v1/toleration.go and
// k8s.io/component-helpers/scheduling/corev1/helpers.go.

/** Whether one of the tolerations meets the taint. */
export function tolerates(tolerations: readonly Toleration[], taint: Taint): boolean {
  return tolerations.some(
    ({ key, operator, value, effect }) =>
      (effect === '' || effect === taint.effect) &&
      (key === '' || key === taint.key) &&
      (operator === 'Exists' || value === taint.value),
  )
}

/** Whether every taint that keeps pods from being placed is tolerated. */
export function toleratesAll(tolerations: readonly Toleration[], taints: readonly Taint[]): boolean {
  return taints.every((taint) => taint.effect === 'PreferNoSchedule' || tolerates(tolerations, taint))
}
