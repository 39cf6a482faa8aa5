import fc from 'fast-check'
import {
  type Baseline,
  baselineNamed,
  type KubeSpec,
  MEMORY_POLICIES,
  TOPOLOGY_POLICIES,
  TOPOLOGY_SCOPES,
} from '../../src/model/baseline.ts'
import { BASELINE_NAMES } from '../../src/model/profile-names.ts'
import type { Instant } from '../../src/prove/drive.ts'

const TAKEN = new Set([
  'component',
  'request',
  'release',
  'forget',
  'resize',
  'ready',
  'host-lost',
  'host-recovered',
  'cordon',
  'uncordon',
])

const options = (names: readonly string[], value: fc.Arbitrary<string>) =>
  fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 2 })
const flag = fc.constantFrom('true', 'true', 'false')

/** Stock Kubernetes in every way that it can be set up, also such as no kubelet starts with. */
const kube: fc.Arbitrary<KubeSpec> = fc.record({
  topologyPolicy: fc.constantFrom(...TOPOLOGY_POLICIES),
  topologyScope: fc.constantFrom(...TOPOLOGY_SCOPES),
  topologyOptions: fc.oneof(
    fc.constant({}),
    fc.record({ 'prefer-closest-numa-nodes': flag, 'max-allowable-numa-nodes': fc.constantFrom('8', '16') }),
  ),
  cpuOptions: options(
    [
      'full-pcpus-only',
      'distribute-cpus-across-numa',
      'align-by-socket',
      'distribute-cpus-across-cores',
      'strict-cpu-reservation',
      'prefer-align-cpus-by-uncorecache',
    ],
    flag,
  ),
  memoryPolicy: fc.constantFrom(...MEMORY_POLICIES),
  sampling: fc.option(fc.record({ percentageOfNodesToScore: fc.integer({ min: 0, max: 100 }), seed: fc.nat() })),
})

/** Stock baselines, and such as are set up otherwise. */
export const baselines: fc.Arbitrary<Baseline> = fc.oneof(
  fc.constantFrom(...BASELINE_NAMES).map((name) => baselineNamed(name) as Baseline),
  kube.map((drawn) => ({ name: 'drawn', kube: drawn })),
)

/**
 * The story without what a baseline does not take, and without pods that were found.
 * stretch  how many times as long it takes: failed pods are not made again at once
 */
export function storyOf(instants: readonly Instant[], stretch: number): readonly Instant[] {
  const found = new Set(
    instants.flatMap(({ events }) => events.flatMap((event) => (event.kind === 'adopt' ? [event.pod] : []))),
  )
  return instants.map(({ atUs, events }) => ({
    atUs: atUs * stretch,
    events: events
      .filter((event) => TAKEN.has(event.kind) && !('pod' in event && found.has(event.pod)))
      .map((event) => ({ ...event, atUs: atUs * stretch })),
  }))
}
