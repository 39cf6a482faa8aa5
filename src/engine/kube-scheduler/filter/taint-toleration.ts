import type { FilterPlugin, Rejection } from '../plugin.ts'

// Source: kubernetes v1.37.2, pkg/scheduler/framework/plugins/tainttoleration/taint_toleration.go.

const UNTOLERATED: Rejection = {
  plugin: 'TaintToleration',
  code: 'UnschedulableAndUnresolvable',
  reasons: ['node(s) had untolerated taint(s)'],
}

/** NoSchedule and NoExecute taints keep away pods that do not tolerate them. */
export const taintToleration: FilterPlugin = {
  name: 'TaintToleration',
  isLocal: true,
  prepare({ toleratesNode }) {
    return { test: (node) => (toleratesNode(node) ? null : UNTOLERATED), nodeNames: null }
  },
}
