import { type LocalScore, localScore } from '../plugin.ts'

// Source: kubernetes v1.37.2, pkg/scheduler/framework/plugins/volumebinding and .../dynamicresources: without claims
// of volumes or devices both score every node 0, and are named among the scorers.

const NOTHING: LocalScore = { rate: () => () => 0, normalize: null }

export const volumeBinding = localScore('VolumeBinding', 1, NOTHING)

export const dynamicResources = localScore('DynamicResources', 2, NOTHING)
