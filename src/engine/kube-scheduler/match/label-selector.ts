import type { LabelRequirement, LabelSelector } from '../../../model/kube/selector.ts'

// Source: kubernetes v1.37.2, k8s.io/apimachinery/pkg/labels/selector.go.

type Labels = ReadonlyMap<string, string>

/** Whether the labels meet every requirement. NotIn and DoesNotExist hold where the key is missing. */
export function selects(selector: LabelSelector, labels: Labels): boolean {
  return selector?.every((requirement) => holds(requirement, labels)) ?? false
}

/** Whether the selector restricts nothing. */
export function selectsEverything(selector: LabelSelector): boolean {
  return selector !== null && selector.length === 0
}

function holds({ key, operator, values }: LabelRequirement, labels: Labels): boolean {
  const value = labels.get(key)
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value)
    case 'NotIn':
      return value === undefined || !values.includes(value)
    case 'Exists':
      return value !== undefined
    case 'DoesNotExist':
      return value === undefined
  }
}
