import type { z } from 'zod'
import { failed, ok, type Result } from '../../base/result.ts'
import { KUBE_DEFAULTS, type KubeSpec } from '../baseline.ts'
import { type ProfileSpec, SCORE_NAMES, type ScoreName, WEIGHT_MAX } from '../profile.ts'
import { BASELINE_NAMES, PROFILE_NAMES } from '../profile-names.ts'
import { parseDocumentText } from './document.ts'
import { FaultList, faultsOfIssues } from './faults.ts'
import { kubeShape } from './kube-profile.ts'
import * as scalars from './scalars.ts'
import { documentOf, list, record } from './shapes.ts'

const weight = scalars.integer(1, WEIGHT_MAX).optional()

/**
 * Profiles as their author writes them: `fill` says how a host's own parts are chosen, `scores` weighs plug-ins; or
 * `kube` says how stock Kubernetes is set up.
 */
export const profileList = list(
  record({
    name: scalars.name,
    fill: scalars.word(['pack', 'spread']).optional(),
    scores: record(
      Object.fromEntries(SCORE_NAMES.map((name) => [name, weight])) as Record<ScoreName, typeof weight>,
    ).optional(),
    kube: kubeShape.optional(),
  }),
  0,
  100,
)

/** Kind `Profiles`: a file of profiles for any scenario. */
export const profilesSchema = documentOf('Profiles', record({ profiles: profileList }))

/** Reads a `Profiles` document. */
export function parseProfiles(text: string): Result<readonly ProfileSpec[]> {
  const document = parseDocumentText(text)
  if (!document.ok) return document
  const parsed = profilesSchema.safeParse(document.value)
  if (!parsed.success) return failed(faultsOfIssues(parsed.error.issues, document.value))
  const faults = new FaultList()
  const profiles = profilesOf(parsed.data.spec.profiles, [], faults)
  return faults.isEmpty ? ok(profiles) : failed(faults.all)
}

/** Profiles of a list; notes names that others have and profiles that say too little. others: beside the stock ones. */
export function profilesOf(
  written: z.output<typeof profileList>,
  others: readonly ProfileSpec[],
  faults: FaultList,
): readonly ProfileSpec[] {
  const names = new Set<string>([...PROFILE_NAMES, ...BASELINE_NAMES, ...others.map(({ name }) => name)])
  return written.map(({ name, fill, scores, kube }, i) => {
    const path = `spec.profiles[${i}]`
    if (names.has(name)) faults.add(`${path}.name`, JSON.stringify(name), 'a name no other profile has')
    names.add(name)
    if (kube !== undefined) {
      for (const [key, value] of Object.entries({ fill, scores })) {
        if (value !== undefined) faults.add(`${path}.${key}`, 'a value', 'none beside kube, which chooses its own way')
      }
      return { name, packs: false, scores: [], kube: kubeOf(kube) }
    }
    if (fill === undefined) faults.add(`${path}.fill`, 'nothing', 'one of pack, spread')
    if (scores === undefined) faults.add(`${path}.scores`, 'nothing', `a map with ${SCORE_NAMES.join(', ')}`)
    if (scores === undefined) return { name, packs: fill === 'pack', scores: [] }
    const weights = SCORE_NAMES.flatMap((plugin) => {
      const given = scores[plugin]
      return given === undefined ? [] : [{ plugin, weight: given }]
    })
    if (weights.length === 0) faults.add(`${path}.scores`, 'no weight', `a weight of one of ${SCORE_NAMES.join(', ')}`)
    return { name, packs: fill === 'pack', scores: weights }
  })
}

function kubeOf(written: z.output<typeof kubeShape>): KubeSpec {
  return {
    topologyPolicy: written.topologyManagerPolicy ?? KUBE_DEFAULTS.topologyPolicy,
    topologyScope: written.topologyManagerScope ?? KUBE_DEFAULTS.topologyScope,
    topologyOptions: written.topologyManagerPolicyOptions ?? {},
    cpuOptions: written.cpuManagerPolicyOptions ?? {},
    memoryPolicy: written.memoryManagerPolicy ?? KUBE_DEFAULTS.memoryPolicy,
    sampling: written.sampling ?? null,
  }
}
