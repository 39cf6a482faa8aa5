import { z } from 'zod'
import { type Fault, failed, ok, type Result } from '../../src/base/result.ts'
import { type Judgement, judgePod } from '../../src/engine/kube-scheduler/judge-pod.ts'
import type { Rejection } from '../../src/engine/kube-scheduler/plugin.ts'
import { Cluster } from '../../src/engine/kube-scheduler/state/cluster.ts'
import type { KubePod } from '../../src/model/kube/pod.ts'
import { joinPath } from '../../src/model/parse/faults.ts'
import { readNamespace, readNode, readService } from '../../src/model/parse/kube/node.ts'
import { type PodDocument, readPod } from '../../src/model/parse/kube/pod-document.ts'
import { storedPod } from '../../src/model/parse/kube/stored-pod.ts'
import { text } from './leaves.ts'

const words = z.array(text, { error: 'a list of texts' })
const wholeNumber = z.int({ error: 'a whole number' })
const object = <S extends z.core.$ZodLooseShape>(shape: S) => z.object(shape, { error: 'a map' })

const verdict = object({
  plugin: text.optional(),
  code: text.optional(),
  reasons: words.nullish(),
  total: wholeNumber.optional(),
  scores: z.array(wholeNumber, { error: 'a list of whole numbers' }).optional(),
})

const step = object({
  pod: text,
  outcome: text,
  node: text.optional(),
  best: words.optional(),
  feasible: wholeNumber,
  message: text.optional(),
  preFilter: verdict.optional(),
  scorers: words.optional(),
  nodes: z.record(z.string(), verdict, { error: 'a map' }).optional(),
})

/** A node's part of a transcript: who refused it, or its scores. */
export type NodeVerdict = z.output<typeof verdict>
/** What became of one pending pod, as the scheduler oracle writes it. */
export type SchedulingStep = z.output<typeof step>

/** What the scheduler oracle answers to a case. */
export const schedulingTranscriptSchema = object({ steps: z.array(step, { error: 'a list of steps' }) })

const objects = z.array(z.unknown(), { error: 'a list of objects' })

/** A cluster and pods to place, as the scheduler oracle reads it. */
export const schedulingCaseSchema = object({
  id: text,
  namespaces: objects.nullish(),
  services: objects.nullish(),
  nodes: objects,
  pods: objects,
  pending: objects,
})

export type SchedulingCase = z.output<typeof schedulingCaseSchema>
type Objects = SchedulingCase['services']

/** Places the pending pods of a case in their order, each on the first best node. Faults: the case cannot be read. */
export function playSchedulingCase(given: SchedulingCase): Result<readonly SchedulingStep[]> {
  const read = readSchedulingCase(given)
  return read.ok ? ok(read.value.pending.map((document) => place(read.value.cluster, document))) : read
}

/** The cluster of a case with its bound pods, and its pending pods. */
export function readSchedulingCase(
  given: SchedulingCase,
): Result<{ readonly cluster: Cluster; readonly pending: readonly PodDocument[] }> {
  const faults: Fault[] = []
  const take = <T>(list: Objects, name: string, read: (value: unknown) => Result<T>): T[] =>
    (list ?? []).flatMap((value, i) => {
      const result = read(value)
      if (result.ok) return [result.value]
      faults.push(...result.faults.map((fault) => ({ ...fault, path: joinPath(`${name}[${i}]`, fault.path) })))
      return []
    })
  const namespaces = take(given.namespaces, 'namespaces', readNamespace)
  const services = take(given.services, 'services', readService)
  const nodes = take(given.nodes, 'nodes', readNode)
  const bound = take(given.pods, 'pods', readBoundPod)
  const pending = take(given.pending, 'pending', readPod)
  noteRepeated(
    'nodes',
    nodes.map(({ name }) => name),
    faults,
  )
  noteRepeated('pods', [...bound.map(({ namespace, name }) => `${namespace}/${name}`), ...pending.map(nameOf)], faults)
  if (faults.length > 0) return failed(faults)

  const cluster = new Cluster()
  for (const namespace of namespaces) cluster.putNamespace(namespace)
  for (const name of [...bound.map((pod) => pod.namespace), ...pending.map(namespaceOf)]) {
    if (cluster.namespaces.has(name)) continue
    cluster.putNamespace({ name, labels: new Map([['kubernetes.io/metadata.name', name]]) })
  }
  for (const service of services) cluster.addService(service)
  for (const node of nodes) cluster.addNode(node)
  // The scheduler passes over pods on nodes that it does not know.
  for (const pod of bound) if (cluster.node(pod.nodeName!) !== undefined) cluster.addPod(pod, pod.nodeName!)
  return ok({ cluster, pending })
}

/** A pod that is on a node already must be one that the API server takes. */
function readBoundPod(value: unknown): Result<KubePod> {
  const document = readPod(value)
  if (!document.ok) return document
  const pod = storedPod(document.value)
  if (pod.ok && pod.value.nodeName === null) {
    return failed([{ path: 'spec.nodeName', found: 'nothing', expected: 'the node that the pod is on' }])
  }
  return pod
}

function noteRepeated(path: string, names: readonly string[], faults: Fault[]): void {
  const seen = new Set<string>()
  for (const name of names) {
    if (seen.has(name)) faults.push({ path, found: `${name} twice`, expected: 'each name once' })
    seen.add(name)
  }
}

function nameOf(document: PodDocument): string {
  return `${namespaceOf(document)}/${document.metadata.name}`
}

function namespaceOf({ metadata }: PodDocument): string {
  return metadata.namespace === '' ? 'default' : metadata.namespace
}

function place(cluster: Cluster, document: PodDocument): SchedulingStep {
  const name = nameOf(document)
  const pod = storedPod(document)
  if (!pod.ok) {
    const message = pod.faults.map(({ path, found, expected }) => `${path}: ${found}, expected ${expected}`).join('; ')
    return { pod: name, outcome: 'invalid', feasible: 0, message }
  }
  const judgement = judgePod(cluster, pod.value)
  if (judgement.outcome === 'fits') cluster.addPod(pod.value, judgement.node)
  return { pod: name, ...stepOf(judgement) }
}

/** A judgement in the form of a transcript. */
export function stepOf(judgement: Judgement): Omit<SchedulingStep, 'pod'> {
  if (judgement.outcome === 'gated') {
    return { outcome: 'gated', feasible: 0, preFilter: verdictOf(judgement.refusal) }
  }
  const refused = [...judgement.rejections].map(([node, rejection]) => [node, verdictOf(rejection)] as const)
  if (judgement.outcome === 'unschedulable') {
    const { message, refusal } = judgement
    const step = { outcome: 'unschedulable', feasible: 0, message }
    return refusal === null
      ? { ...step, nodes: Object.fromEntries(refused) }
      : { ...step, preFilter: verdictOf(refusal) }
  }
  const { scores, scorers, best, node } = judgement
  const scored = [...scores].map(([name, { total, weighted }]): [string, NodeVerdict] => [
    name,
    { total, scores: [...weighted] },
  ])
  const nodes = Object.fromEntries([...refused, ...scored])
  return { outcome: 'bound', feasible: scores.size, node, best: [...best], scorers: [...scorers], nodes }
}

function verdictOf({ plugin, code, reasons }: Rejection): NodeVerdict {
  return { ...(plugin === '' ? {} : { plugin }), code, reasons: [...reasons].sort() }
}
