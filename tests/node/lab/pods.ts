import { setTimeout as sleep } from 'node:timers/promises'
import { type Answer, until } from '../../cluster/lab/client.ts'
import { isReady } from '../../cluster/lab/cluster.ts'
import { bindingOf } from '../../cluster/lab/pods.ts'
import { IMAGE } from './containerd.ts'
import { NODE } from './kubelet.ts'
import type { NodeLab } from './node.ts'

const PODS = '/api/v1/namespaces/default/pods'
const STRATEGIC = 'application/strategic-merge-patch+json'
/** Time for an emulated kubelet on a machine with other work. */
const WAIT_MS = 120_000
const POD_MS = 300_000
/** Of the API server, which is no program of the guest. */
const LOOK_EACH_MS = 100

type Json = Answer['body']

/** `cpu` as a quantity of Kubernetes, `2` or `500m`; limits = requests. `0` and 0: a pod that asks for nothing. */
export interface Amounts {
  readonly cpu: string
  readonly memoryMib: number
}

/** What a pod carries beside its amounts. */
export interface PodOptions {
  readonly annotations?: Readonly<Record<string, string>>
  readonly labels?: Readonly<Record<string, string>>
  /** Whose it is to bind; `berth` unless told. */
  readonly schedulerName?: string
}

/** Creates a pod of the lab's game, bound to no Node. */
export async function makePod(lab: NodeLab, name: string, amounts: Amounts, options: PodOptions = {}): Promise<void> {
  const { schedulerName = 'berth', ...metadata } = options
  const spec = {
    schedulerName,
    // Nobody publishes the certificate that a token's volume holds; and with no service there is no link to one.
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    dnsPolicy: 'Default',
    terminationGracePeriodSeconds: 2,
    containers: [
      { name: 'game', image: IMAGE, imagePullPolicy: 'Never', args: ['count'], resources: resourcesOf(amounts) },
    ],
  }
  await lab.create([{ apiVersion: 'v1', kind: 'Pod', metadata: { name, ...metadata }, spec }])
}

/** As makePod, then binds it to the Node of the guest as any user might. It may not start: see `runningPod`. */
export async function createPod(lab: NodeLab, name: string, amounts: Amounts, options: PodOptions = {}): Promise<void> {
  await makePod(lab, name, amounts, options)
  await lab.ask('POST', `${PODS}/${name}/binding`, bindingOf(name, NODE))
}

/** As createPod; waits until it is Ready and returns it. */
export async function runningPod(lab: NodeLab, name: string, amounts: Amounts, options: PodOptions = {}) {
  await createPod(lab, name, amounts, options)
  return podWhen(lab, name, 'Ready', isReady)
}

/** The pod once `test` holds of it. */
export function podWhen(lab: NodeLab, name: string, what: string, test: (pod: Json) => boolean): Promise<Json> {
  const look = async () => {
    const pod = await lab.ask('GET', `${PODS}/${name}`)
    return test(pod) ? pod : null
  }
  return until(`${name} ${what}`, look, POD_MS, LOOK_EACH_MS)
}

/** Asks for other amounts of a pod's container: what the API server answers. */
export function askResize(lab: NodeLab, name: string, amounts: Amounts): Promise<Answer> {
  const body = { spec: { containers: [{ name: 'game', resources: resourcesOf(amounts) }] } }
  return lab.request('PATCH', `${PODS}/${name}/resize`, body, STRATEGIC)
}

/** How the kubelet answers a resize. */
export interface ResizeAnswer {
  /** `done`: status.resources says what was asked. `open`: neither a no nor done in the time that was given. */
  readonly outcome: 'done' | 'Infeasible' | 'Deferred' | 'Error' | 'open'
  /** The condition's message, empty without a condition. */
  readonly message: string
  /** What the pod asks, what the kubelet booked, and what it says the container has: cpu and memory limits. */
  readonly asked: Json
  readonly booked: Json
  readonly actual: Json
}

/** Resizes a pod and waits for the kubelet's answer, at most `withinMs`. */
export async function resize(lab: NodeLab, name: string, amounts: Amounts, withinMs = WAIT_MS): Promise<ResizeAnswer> {
  const { status, body } = await askResize(lab, name, amounts)
  if (status !== 200) throw new Error(`resize of ${name}: ${status} ${body.message}`)
  for (const endMs = Date.now() + withinMs; ; await sleep(200)) {
    const answer = answerOf(await lab.ask('GET', `${PODS}/${name}`))
    if (answer.outcome !== 'open' || Date.now() > endMs) return answer
  }
}

function answerOf(pod: Json): ResizeAnswer {
  const container = pod.status.containerStatuses[0]
  const asked = pod.spec.containers[0].resources.limits
  const actual = container.resources?.limits
  const isSeen = pod.status.observedGeneration === pod.metadata.generation
  const conditions: Json[] = pod.status.conditions.filter(({ type }: Json) => type.startsWith('PodResize'))
  const refusal = conditions.find(({ reason }) => reason !== undefined && reason !== '')
  const isDone = conditions.length === 0 && asked.cpu === actual?.cpu && asked.memory === actual?.memory
  const outcome = !isSeen ? 'open' : (refusal?.reason ?? (isDone ? 'done' : 'open'))
  return { outcome, message: refusal?.message ?? '', asked, booked: container.allocatedResources, actual }
}

/** Deletes a pod and waits until it is gone. */
export async function deletePod(lab: NodeLab, name: string): Promise<void> {
  await lab.request('DELETE', `${PODS}/${name}`)
  const look = async () => ((await lab.request('GET', `${PODS}/${name}`)).status === 404 ? true : null)
  await until(`${name} gone`, look, POD_MS, LOOK_EACH_MS)
}

function resourcesOf({ cpu, memoryMib }: Amounts) {
  if (cpu === '0' && memoryMib === 0) return {}
  const amounts = { cpu, memory: `${memoryMib}Mi` }
  return { requests: amounts, limits: amounts }
}
