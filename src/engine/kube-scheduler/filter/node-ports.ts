import type { FilterPlugin, Rejection } from '../plugin.ts'

// Source: kubernetes v1.37.2, pkg/scheduler/framework/plugins/nodeports/node_ports.go.

const TAKEN: Rejection = {
  plugin: 'NodePorts',
  code: 'Unschedulable',
  reasons: ["node(s) didn't have free ports for the requested pod ports"],
}

/** Host ports of the pod must be free on the node. */
export const nodePorts: FilterPlugin = {
  name: 'NodePorts',
  isLocal: true,
  prepare({ pod: { hostPorts } }) {
    if (hostPorts.length === 0) return null
    return {
      test: (node) => (hostPorts.some((port) => node.hostPorts.isTaken(port)) ? TAKEN : null),
      nodeNames: null,
    }
  },
}
