import { SCORE_MAX, type ScorePlugin } from '../plugin.ts'
import type { NodeState } from '../state/node-state.ts'

// Source: kubernetes v1.37.2, pkg/scheduler/framework/plugins/imagelocality/image_locality.go.

const MIB = 1024 * 1024
const BYTES_MIN = 23 * MIB
const BYTES_MAX_PER_IMAGE = 1000 * MIB

/** Bytes of the pod's images that the node has, each weighed by the share of all nodes that have it. */
export const imageLocality: ScorePlugin = {
  name: 'ImageLocality',
  weight: 1,
  local: null,
  score({ cluster, pod }, feasible) {
    const names = pod.images.map(withTag)
    const bytesMax = BYTES_MAX_PER_IMAGE * names.length
    return feasible.map((state) => {
      const bytes = bytesOf(names, state, cluster.nodes.length)
      // Of a pod without images the most is below the least: then the least counts.
      if (bytes < BYTES_MIN) return 0
      if (bytes > bytesMax) return SCORE_MAX
      return Math.floor((SCORE_MAX * (bytes - BYTES_MIN)) / (bytesMax - BYTES_MIN))
    })
  },
}

function bytesOf(names: readonly string[], { images }: NodeState, nodeCount: number): number {
  if (images.size === 0) return 0
  let bytes = 0
  for (const name of names) {
    const image = images.get(name)
    if (image !== undefined) bytes += Math.floor(image.sizeBytes * (image.nodeNames.size / nodeCount))
  }
  return bytes
}

/** An image without a tag or digest is the one tagged latest. */
function withTag(name: string): string {
  return name.lastIndexOf(':') <= name.lastIndexOf('/') ? `${name}:latest` : name
}
