import { failed, type Result } from '../../src/base/result.ts'
import { KubernetesImport } from '../../src/model/import/kubernetes/import-kubernetes.ts'
import { parseDocumentText } from '../../src/model/parse/document.ts'
import { type Row, row } from './row.ts'

/** A Node, a Pod and the Node's ResourceSlice as kubectl writes them. */
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
- apiVersion: resource.k8s.io/v1
  kind: ResourceSlice
  metadata: {name: n1-berth.dev-0}
  spec:
    driver: berth.dev
    nodeName: n1
    pool: {name: n1, generation: 3, resourceSliceCount: 1}
    devices:
      - {name: host, attributes: {kind: {string: host}, topology: {string: small}}}
      - {name: numa-0, attributes: {kind: {string: numa}, numaNode: {int: 0}}, capacity: {memory: {value: 32Gi}}}
      - {name: core-0, attributes: {kind: {string: core}, numaNode: {int: 0}, cpus: {string: "0,4"}}}
      - {name: nic-0, attributes: {kind: {string: nic}, name: {string: eth0}, numaNode: {int: 0}, vfs: {int: 8}}}
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
    'resources of a whole pod that are none',
    [['    nodeName: n1\n    containers:', '    resources: {requests: {cpu: two}, limits: 5}\n    containers:']],
    'items[1].spec.resources.limits: found 5, expected a map of quantities',
  ),
  row(
    'quantities of a whole pod that are none',
    [
      [
        '    nodeName: n1\n    containers:',
        '    resources: {requests: {cpu: two}, limits: {memory: -1}}\n    containers:',
      ],
    ],
    `items[1].spec.resources.limits.memory: found -1, ${QUANTITY}`,
    `items[1].spec.resources.requests.cpu: found "two", ${QUANTITY}`,
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
    'a Node larger than there are, of which no agent says anything',
    [
      ['{cpu: "8", memory: 32Gi}', '{cpu: "2000", memory: 32Gi}'],
      ['driver: berth.dev', 'driver: gpu.example.com'],
    ],
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
    'a ResourceSlice with devices that are none',
    [
      ['cpus: {string: "0,4"}', 'cpus: {string: [0, 4]}'],
      ['vfs: {int: 8}', 'vfs: {int: many}'],
    ],
    'items[2].spec.devices[2].attributes.cpus.string: found [0, 4], expected a text',
    'items[2].spec.devices[3].attributes.vfs.int: found "many", expected a whole number',
  ),
  row(
    'ResourceSlices that say what no host can be',
    [
      ['vfs: {int: 8}', 'vfs: {int: -8}'],
      ['cpus: {string: "0,4"}', 'cpus: {string: "4-"}'],
    ],
    'items[2].spec.numaNodes[0].cores[0]: found a list of 0, expected a list of 1 to 16',
    'items[2].spec.nics[0].vfs: found -8, expected a whole number from 0 to 1024',
  ),
  row(
    'a pool of slices that is not whole',
    [['resourceSliceCount: 1', 'resourceSliceCount: 2']],
    'items[2].spec.pool: found 1 of its slices of generation 3, expected 2, as the agent of the Node wrote them',
  ),
  row(
    'a slice of nobody',
    [['    nodeName: n1\n    pool', '    allNodes: true\n    pool']],
    'items[2].spec.nodeName: found nothing, expected the name of its pool, "n1"',
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
