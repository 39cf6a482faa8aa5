import type { Taint } from '../../../model/kube/node.ts'
import { tolerates } from '../match/tolerations.ts'
import type { FilterPlugin, Rejection } from '../plugin.ts'

// Source: kubernetes v1.37.2, pkg/scheduler/framework/plugins/nodeunschedulable/node_unschedulable.go.

const CORDONED: Rejection = {
  plugin: 'NodeUnschedulable',
  code: 'UnschedulableAndUnresolvable',
  reasons: ['node(s) were unschedulable'],
}

/** The taint that stands for a cordon, whether the node carries it or not. */
const CORDON: Taint = { key: 'node.kubernetes.io/unschedulable', value: '', effect: 'NoSchedule' }

/** Cordoned nodes take pods that tolerate the cordon's taint only. */
export const nodeUnschedulable: FilterPlugin = {
  name: 'NodeUnschedulable',
  isLocal: true,
  prepare({ pod }) {
    if (tolerates(pod.tolerations, CORDON)) return null
    return { test: ({ node }) => (node.isUnschedulable ? CORDONED : null), nodeNames: null }
  },
}
