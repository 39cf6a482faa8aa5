import type { z } from 'zod'
import { failed, ok, type Result } from '../../../base/result.ts'
import { FaultList, faultsOfIssues } from '../faults.ts'
import {
  int32,
  listOf,
  object,
  quantities,
  text,
  textMap,
  texts,
  wholeNumber,
  withoutNulls,
  yesOrNo,
} from './leaves.ts'

// The fields of a v1.Pod that decide where it goes, as JSON has them (k8s.io/api v0.37.2, core/v1).

const labelSelector = object({
  matchLabels: textMap.optional(),
  matchExpressions: listOf(
    object({ key: text.default(''), operator: text.default(''), values: texts.default([]) }),
  ).optional(),
})

const nodeRequirement = object({ key: text.default(''), operator: text.default(''), values: texts.default([]) })

const nodeSelectorTerm = object({
  matchExpressions: listOf(nodeRequirement).default([]),
  matchFields: listOf(nodeRequirement).default([]),
})

const podAffinityTerm = object({
  labelSelector: labelSelector.optional(),
  namespaces: texts.default([]),
  namespaceSelector: labelSelector.optional(),
  topologyKey: text.default(''),
  matchLabelKeys: texts.default([]),
  mismatchLabelKeys: texts.default([]),
})

const EMPTY_TERM = {
  namespaces: [],
  topologyKey: '',
  matchLabelKeys: [],
  mismatchLabelKeys: [],
} satisfies z.output<typeof podAffinityTerm>

const podTerms = object({
  requiredDuringSchedulingIgnoredDuringExecution: listOf(podAffinityTerm).default([]),
  preferredDuringSchedulingIgnoredDuringExecution: listOf(
    object({ weight: int32.default(0), podAffinityTerm: podAffinityTerm.default(EMPTY_TERM) }),
  ).default([]),
})

const container = object({
  name: text.default(''),
  image: text.default(''),
  restartPolicy: text.optional(),
  restartPolicyRules: listOf(object({ action: text.default('') })).default([]),
  resources: object({
    requests: quantities.optional(),
    limits: quantities.optional(),
    claims: listOf(object({})).default([]),
  }).optional(),
  ports: listOf(
    object({
      containerPort: int32.default(0),
      hostPort: int32.default(0),
      hostIP: text.default(''),
      protocol: text.default(''),
    }),
  ).default([]),
})

const spreadConstraint = object({
  maxSkew: int32.default(0),
  topologyKey: text.default(''),
  whenUnsatisfiable: text.default(''),
  labelSelector: labelSelector.optional(),
  minDomains: int32.optional(),
  nodeAffinityPolicy: text.optional(),
  nodeTaintsPolicy: text.optional(),
  matchLabelKeys: texts.default([]),
})

/** Volumes that other plugins would have to be asked about. */
const VOLUMES_ELSEWHERE = [
  'persistentVolumeClaim',
  'ephemeral',
  'csi',
  'gcePersistentDisk',
  'awsElasticBlockStore',
  'azureDisk',
  'azureFile',
  'cinder',
  'vsphereVolume',
  'portworxVolume',
  'iscsi',
  'rbd',
] as const

const anything = object({}).optional()

const podDocument = object({
  metadata: object({
    name: text.default(''),
    namespace: text.default(''),
    labels: textMap.optional(),
    deletionTimestamp: text.optional(),
  }).default({ name: '', namespace: '' }),
  spec: object({
    nodeName: text.default(''),
    hostNetwork: yesOrNo.default(false),
    hostUsers: yesOrNo.default(true),
    schedulingGates: listOf(object({ name: text.default('') })).default([]),
    nodeSelector: textMap.optional(),
    affinity: object({
      nodeAffinity: object({
        requiredDuringSchedulingIgnoredDuringExecution: object({
          nodeSelectorTerms: listOf(nodeSelectorTerm).default([]),
        }).optional(),
        preferredDuringSchedulingIgnoredDuringExecution: listOf(
          object({
            weight: int32.default(0),
            preference: nodeSelectorTerm.default({ matchExpressions: [], matchFields: [] }),
          }),
        ).optional(),
      }).optional(),
      podAffinity: podTerms.optional(),
      podAntiAffinity: podTerms.optional(),
    }).optional(),
    tolerations: listOf(
      object({
        key: text.default(''),
        operator: text.default(''),
        value: text.default(''),
        effect: text.default(''),
        tolerationSeconds: wholeNumber.optional(),
      }),
    ).default([]),
    topologySpreadConstraints: listOf(spreadConstraint).default([]),
    containers: listOf(container).default([]),
    initContainers: listOf(container).default([]),
    overhead: quantities.optional(),
    resources: object({ requests: quantities.optional(), limits: quantities.optional() }).optional(),
    resourceClaims: listOf(object({})).default([]),
    volumes: listOf(
      object({
        image: object({ reference: text.default('') }).optional(),
        ...Object.fromEntries(VOLUMES_ELSEWHERE.map((source) => [source, anything])),
      }),
    ).default([]),
  }),
})

export type PodDocument = z.output<typeof podDocument>
export type ContainerDocument = z.output<typeof container>
export type LabelSelectorDocument = z.output<typeof labelSelector>
export type NodeTermDocument = z.output<typeof nodeSelectorTerm>
export type PodTermDocument = z.output<typeof podAffinityTerm>
export type PodTermsDocument = z.output<typeof podTerms>

/**
 * Reads the JSON of a v1.Pod. Faults are what is not of its type and what only plugins would decide that are not
 * simulated: volume claims, device claims, resources of the whole pod, features that a node has to declare. Status is
 * passed over.
 */
export function readPod(value: unknown): Result<PodDocument> {
  const document = withoutNulls(value)
  const parsed = podDocument.safeParse(document)
  if (!parsed.success) return failed(faultsOfIssues(parsed.error.issues, document))
  const faults = new FaultList()
  checkScope(parsed.data, faults)
  return faults.isEmpty ? ok(parsed.data) : failed(faults.all)
}

function checkScope({ spec }: PodDocument, faults: FaultList): void {
  const claims = (path: string): void => faults.add(path, 'claims', 'none: device claims are not simulated')
  const { requests, limits } = spec.resources ?? {}
  if ((requests?.size ?? 0) + (limits?.size ?? 0) > 0) {
    faults.add('spec.resources', 'amounts', 'none: resources of a whole pod are not simulated')
  }
  if (spec.resourceClaims.length > 0) claims('spec.resourceClaims')
  if (spec.hostNetwork && !spec.hostUsers) {
    faults.add('spec.hostUsers', 'false', 'true with hostNetwork: features that nodes declare are not simulated')
  }
  for (const list of ['containers', 'initContainers'] as const) {
    for (const [i, { resources, restartPolicyRules }] of spec[list].entries()) {
      if ((resources?.claims.length ?? 0) > 0) claims(`spec.${list}[${i}].resources.claims`)
      if (!restartPolicyRules.some(({ action }) => action === 'RestartAllContainers')) continue
      const path = `spec.${list}[${i}].restartPolicyRules`
      faults.add(path, 'RestartAllContainers', 'another action: features that nodes declare are not simulated')
    }
  }
  for (const [i, volume] of spec.volumes.entries()) {
    const source = VOLUMES_ELSEWHERE.find((each) => each in volume && volume[each as keyof typeof volume] !== undefined)
    if (source === undefined) continue
    faults.add(`spec.volumes[${i}].${source}`, 'a volume of its own', 'none: volumes are not simulated')
  }
}
