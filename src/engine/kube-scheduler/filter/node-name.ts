import type { FilterPlugin, Rejection } from '../plugin.ts'

// Source: kubernetes v1.37.2, pkg/scheduler/framework/plugins/nodename/node_name.go.

const OTHER_NODE: Rejection = {
  plugin: 'NodeName',
  code: 'UnschedulableAndUnresolvable',
  reasons: ["node(s) didn't match the requested node name"],
}

/** A pod that names its node goes there or nowhere. */
export const nodeName: FilterPlugin = {
  name: 'NodeName',
  isLocal: true,
  prepare({ pod }) {
    if (pod.nodeName === null) return null
    return {
      test: ({ node }) => (node.name === pod.nodeName ? null : OTHER_NODE),
      nodeNames: new Set([pod.nodeName]),
    }
  },
}
