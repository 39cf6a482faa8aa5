import type { CurveSpec } from './curve-specs.ts'

/** Of runs that model delivery: how many pods are in which stage. */
const STAGES: CurveSpec = {
  id: 'delivery',
  title: 'Delivery',
  unit: 'pods on their way, by stage',
  lines: [
    { series: 'podsQueued', as: 'value', label: 'queue', colour: '--series-0' },
    { series: 'podsPulling', as: 'value', label: 'pull', colour: '--series-1', fill: true },
    { series: 'podsUnpacking', as: 'value', label: 'unpack', colour: '--series-2' },
    { series: 'podsStarting', as: 'value', label: 'start', colour: '--series-3', dash: true },
  ],
}

/** Of runs with an image registry: who sends how much. */
const IMAGES: CurveSpec = {
  id: 'images',
  title: 'Images, MB/s',
  unit: 'MB a second, mean since the sample before',
  lines: [
    { series: 'bytesFromCentral', as: 'MB/s', label: 'central', colour: '--series-4' },
    { series: 'bytesFromMirrors', as: 'MB/s', label: 'mirrors', colour: '--series-2' },
    { series: 'bytesFromPeers', as: 'MB/s', label: 'hosts', colour: '--series-1', fill: true },
  ],
}

/** The charts that a run has beside those of every run. */
export function deliveryCurves(run: { readonly hasDelivery: boolean; readonly hasRegistry: boolean }): CurveSpec[] {
  return [...(run.hasDelivery ? [STAGES] : []), ...(run.hasRegistry ? [IMAGES] : [])]
}
