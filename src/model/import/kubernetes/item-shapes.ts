import { z } from 'zod'
import { listOf, object, text, texts, yesOrNo } from '../../parse/kube/leaves.ts'

// The fields of v1.Node and v1.Pod that an import reads, as `kubectl get -o json` writes them. What a shape does not
// name is passed over; null is the same as left out. Smaller than what kube-scheduler's choice reads: a hundred
// thousand pods go through here.

const textMap = z.record(z.string(), text, { error: 'a map of texts' })
/** Read later, each text once for all objects that have it. */
const quantities = z.record(z.string(), z.unknown(), { error: 'a map of quantities' })

const requirement = object({ key: text, operator: text, values: texts.nullish() })
const term = object({
  matchExpressions: listOf(requirement).nullish(),
  matchFields: listOf(requirement).nullish(),
})

const resources = object({ requests: quantities.nullish(), limits: quantities.nullish() }).nullish()

const container = object({
  name: text.nullish(),
  resources,
  restartPolicy: text.nullish(),
})

const podTerm = object({
  labelSelector: object({
    matchLabels: textMap.nullish(),
    matchExpressions: listOf(requirement).nullish(),
  }).nullish(),
  topologyKey: text,
})

const podTerms = object({
  requiredDuringSchedulingIgnoredDuringExecution: listOf(podTerm).nullish(),
  preferredDuringSchedulingIgnoredDuringExecution: listOf(object({ podAffinityTerm: podTerm })).nullish(),
})

/** What every item says of itself. */
export const headShape = object({ kind: text, metadata: object({ name: text, namespace: text.nullish() }) })

export const nodeShape = object({
  metadata: object({ name: text, labels: textMap.nullish() }),
  spec: object({
    unschedulable: yesOrNo.nullish(),
    taints: listOf(object({ key: text, value: text.nullish(), effect: text })).nullish(),
  }).nullish(),
  status: object({ capacity: quantities.nullish(), allocatable: quantities.nullish() }),
})

export const podShape = object({
  metadata: object({
    name: text,
    namespace: text.nullish(),
    labels: textMap.nullish(),
    annotations: textMap.nullish(),
    ownerReferences: listOf(object({ kind: text, name: text, controller: yesOrNo.nullish() })).nullish(),
    deletionTimestamp: text.nullish(),
  }),
  spec: object({
    nodeName: text.nullish(),
    nodeSelector: textMap.nullish(),
    affinity: object({
      nodeAffinity: object({
        requiredDuringSchedulingIgnoredDuringExecution: object({ nodeSelectorTerms: listOf(term) }).nullish(),
      }).nullish(),
      podAffinity: podTerms.nullish(),
      podAntiAffinity: podTerms.nullish(),
    }).nullish(),
    tolerations: listOf(
      object({
        key: text.nullish(),
        operator: text.nullish(),
        value: text.nullish(),
        effect: text.nullish(),
        tolerationSeconds: z.unknown().optional(),
      }),
    ).nullish(),
    topologySpreadConstraints: listOf(object({ whenUnsatisfiable: text, topologyKey: text })).nullish(),
    containers: listOf(container),
    initContainers: listOf(container).nullish(),
    overhead: quantities.nullish(),
    resources,
    volumes: listOf(
      object({ persistentVolumeClaim: z.unknown().optional(), ephemeral: z.unknown().optional() }),
    ).nullish(),
  }),
  status: object({ phase: text.nullish() }).nullish(),
})

export type NodeItem = z.output<typeof nodeShape>
export type PodItem = z.output<typeof podShape>
export type Requirement = z.output<typeof requirement>
export type SelectorTerm = z.output<typeof term>
export type PodTerm = z.output<typeof podTerm>
export type Container = z.output<typeof container>
