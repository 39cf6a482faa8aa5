import type { ScorePlugin } from '../plugin.ts'

// Source: kubernetes v1.37.2, pkg/scheduler/framework/plugins/volumebinding and .../dynamicresources: without claims
// of volumes or devices both score every node 0, and are named among the scorers.

const nothing: ScorePlugin['score'] = (_, feasible) => feasible.map(() => 0)

export const volumeBinding: ScorePlugin = { name: 'VolumeBinding', weight: 1, score: nothing }

export const dynamicResources: ScorePlugin = { name: 'DynamicResources', weight: 2, score: nothing }
