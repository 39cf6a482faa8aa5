import type { z } from 'zod'
import { failed, ok, type Result } from '../../../base/result.ts'
import type { KubeNamespace, KubeNode, KubeService, Taint } from '../../kube/node.ts'
import { FaultList, faultsOfIssues } from '../faults.ts'
import { bytes, listOf, object, quantities, text, textMap, texts, withoutNulls, yesOrNo } from './leaves.ts'
import { resourcesOf } from './pod-requests.ts'
import { unitsOf } from './quantity.ts'
import { DNS_1123_LABEL, DNS_1123_SUBDOMAIN } from './syntax.ts'

// The fields of v1.Node, v1.Namespace and v1.Service that decide where pods go (k8s.io/api v0.37.2, core/v1), with the
// API server's defaults (kubernetes v1.37.2, pkg/apis/core/v1/defaults.go).

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'] as const

const nodeDocument = object({
  metadata: object({ name: text, labels: textMap.optional() }),
  spec: object({
    unschedulable: yesOrNo.default(false),
    taints: listOf(object({ key: text.default(''), value: text.default(''), effect: text.default('') })).default([]),
  }).default({ unschedulable: false, taints: [] }),
  status: object({
    capacity: quantities.optional(),
    allocatable: quantities.optional(),
    images: listOf(object({ names: texts.default([]), sizeBytes: bytes.default(0) })).default([]),
  }).default({ images: [] }),
})

const namespaceDocument = object({ metadata: object({ name: text, labels: textMap.optional() }) })

const serviceDocument = object({
  metadata: object({ namespace: text.default('') }).default({ namespace: '' }),
  spec: object({ selector: textMap.optional() }).default({}),
})

/** Reads the JSON of a v1.Node. What a node does not say is allocatable is its capacity, or nothing. */
export function readNode(value: unknown): Result<KubeNode> {
  return read(nodeDocument, value, ({ metadata, spec, status }, faults) => {
    const amounts = status.allocatable ?? status.capacity ?? new Map<string, bigint>()
    for (const [name, amount] of amounts) {
      if (amount < 0n) faults.add(`status.allocatable.${name}`, 'less than 0', '0 or more')
    }
    if (!DNS_1123_SUBDOMAIN.accepts(metadata.name)) {
      faults.add('metadata.name', JSON.stringify(metadata.name), DNS_1123_SUBDOMAIN.expected)
    }
    return {
      name: metadata.name,
      labels: metadata.labels ?? new Map(),
      isUnschedulable: spec.unschedulable,
      taints: spec.taints.map(({ key, value, effect }, i): Taint => {
        const known = EFFECTS.find((each) => each === effect)
        if (known === undefined) faults.add(`spec.taints[${i}].effect`, JSON.stringify(effect), EFFECTS.join(', '))
        return { key, value, effect: known ?? 'NoSchedule' }
      }),
      allocatable: resourcesOf(amounts),
      podsMax: Number(unitsOf(amounts.get('pods') ?? 0n)),
      images: status.images,
    }
  })
}

/** Reads the JSON of a v1.Namespace. */
export function readNamespace(value: unknown): Result<KubeNamespace> {
  return read(namespaceDocument, value, ({ metadata: { name, labels } }, faults) => {
    if (!DNS_1123_LABEL.accepts(name)) faults.add('metadata.name', JSON.stringify(name), DNS_1123_LABEL.expected)
    return { name, labels: labels ?? new Map() }
  })
}

/** Reads the JSON of a v1.Service; without a namespace it is in `default`. */
export function readService(value: unknown): Result<KubeService> {
  return read(serviceDocument, value, ({ metadata, spec }) => ({
    namespace: metadata.namespace === '' ? 'default' : metadata.namespace,
    selector: spec.selector ?? new Map(),
  }))
}

function read<S extends z.ZodType, T>(
  schema: S,
  value: unknown,
  build: (document: z.output<S>, faults: FaultList) => T,
): Result<T> {
  const document = withoutNulls(value)
  const parsed = schema.safeParse(document)
  if (!parsed.success) return failed(faultsOfIssues(parsed.error.issues, document))
  const faults = new FaultList()
  const built = build(parsed.data, faults)
  return faults.isEmpty ? ok(built) : failed(faults.all)
}
