import { failed, type Result } from '../../src/base/result.ts'
import { KubernetesImport } from '../../src/model/import/kubernetes/import-kubernetes.ts'
import { parseDocumentText } from '../../src/model/parse/document.ts'
import { type Row, row } from './row.ts'

/** A Node and a Pod as kubectl writes them. */
export const CLUSTER = `
- apiVersion: v1
  kind: Node
  metadata: {name: n1, labels: {pool: a}}
  spec: {taints: [{key: pool, value: a, effect: NoSchedule}]}
  status:
    capacity: {cpu: "8", memory: 32Gi}
    allocatable: {cpu: 7500m, memory: 30Gi}
- apiVersion: v1
  kind: Pod
  metadata: {name: web-0, namespace: shop, annotations: {berth.dev/request: '{"numa":"single"}'}}
  spec:
    nodeName: n1
    containers:
      - {name: main, resources: {requests: {cpu: "2", memory: 1Gi}}}
  status: {phase: Running}
`

/** Imports a list of objects. */
export function clusterOf(text: string): Result<unknown> {
  const parsed = parseDocumentText(text)
  if (!parsed.ok) return parsed
  const choices = { name: 'c', curve: 'steady', isMoving: false, playersPerPod: 1, duration: '1h' }
  const roles = { gpus: [], vfs: [] }
  const cluster = new KubernetesImport({ ...choices, topologies: [], roles, cpuPolicy: 'static' })
  if (!Array.isArray(parsed.value)) return failed([])
  for (const [i, item] of parsed.value.entries()) cluster.add(item, `items[${i}]`)
  return cluster.finish()
}

const QUANTITY = 'expected a quantity such as 500m or 2Gi, from 0 to 1Ei'

export const CLUSTER_ROWS: readonly Row[] = [
  row(
    'objects without a kind or a name',
    [
      ['kind: Node', 'kind: 5'],
      ['{name: web-0, namespace', '{namespace'],
    ],
    'items[0].kind: found 5, expected a text',
    'items[1].metadata.name: found nothing, expected a text',
  ),
  row(
    'quantities that are none, and less than nothing',
    [
      ['capacity: {cpu: "8"', 'capacity: {cpu: eight'],
      ['memory: 30Gi', 'memory: -1Gi'],
      ['{cpu: "2", memory: 1Gi}', '{cpu: 2x, memory: 1 GB}'],
    ],
    `items[0].status.capacity.cpu: found "eight", ${QUANTITY}`,
    `items[0].status.allocatable.memory: found "-1Gi", ${QUANTITY}`,
    `items[1].spec.containers[0].resources.requests.cpu: found "2x", ${QUANTITY}`,
    `items[1].spec.containers[0].resources.requests.memory: found "1 GB", ${QUANTITY}`,
  ),
  row(
    'a Node that says nothing of its Cpus, with a taint of no effect',
    [
      ['{cpu: "8", memory: 32Gi}', '{memory: 32Gi}'],
      ['{cpu: 7500m, memory: 30Gi}', '{memory: 30Gi}'],
      ['effect: NoSchedule', 'effect: Never'],
    ],
    'items[0].status.capacity.cpu: found nothing, expected how much of it the node has',
    'items[0].spec.taints[0].effect: found "Never", expected NoSchedule, PreferNoSchedule, NoExecute',
  ),
  row(
    'Nodes and pods larger than there are',
    [
      ['{cpu: "8", memory: 32Gi}', '{cpu: "2000", memory: 32Gi}'],
      ['requests: {cpu: "2"', 'requests: {cpu: "2000"'],
    ],
    'items[1].spec: found 2000000m of cpu in all, expected at most 1024 Cpus',
  ),
  row(
    'a Node larger than there are',
    [['{cpu: "8", memory: 32Gi}', '{cpu: "2000", memory: 32Gi}']],
    'items[0].status.capacity.cpu: found 2000 whole Cpus, expected 1 to 1024',
  ),
  row(
    'a pod twice',
    [
      ['kind: Node', 'kind: Pod'],
      ['{name: n1, labels: {pool: a}}', '{name: web-0, namespace: shop}'],
      ['spec: {taints', 'spec: {containers: [], taints'],
    ],
    'items[1].metadata.name: found "shop/web-0", expected each pod once',
  ),
  row(
    'no Node',
    [['kind: Node', 'kind: Namespace']],
    ': found no Node, expected at least one, as kubectl get nodes,pods -A -o json writes',
  ),
  row(
    'the words of Berth with slips',
    [['{"numa":"single"}', '{"numa":"one","gpus":-1}']],
    'items[1].metadata.annotations.berth.dev/request: gpus: found -1, expected a whole number from 0 to 64',
    'items[1].metadata.annotations.berth.dev/request: numa: found "one", expected one of single, preferred, spread',
  ),
  row(
    'lists and maps that are something else',
    [
      ['containers:\n      - {name', 'containers:\n      {name'],
      ['labels: {pool: a}', 'labels: {pool: 1}'],
    ],
    'items[0].metadata.labels.pool: found 1, expected a text',
    'items[1].spec.containers: found a map of name, resources, expected a list',
  ),
]
