import { createHash } from 'node:crypto'
import type { Host } from '../../../../model/fleet.ts'
import { LABEL_WRITER } from '../../../../model/kube/words.ts'
import type { KubeNode, KubePod } from '../objects.ts'
import { lastingContainers } from './pod-size.ts'

/** Digits of a version: with 64 bits, two of a fleet's versions never meet by chance. */
const LENGTH = 16

/** A short name of everything a decision may depend on; equal for equal values. */
function versionOf(values: unknown): string {
  return createHash('sha256').update(JSON.stringify(values)).digest('hex').slice(0, LENGTH)
}

/** What others use on a host. */
export interface ForeignUse {
  readonly cpus: string
  readonly memoryMib: Readonly<Record<string, number>>
}

/** Version of a host: its facts, cordon, readiness and foreign use; heartbeats and annotations leave it be. */
export function hostVersion(node: KubeNode, host: Host, foreign: ForeignUse): string {
  const { uid, labels = {} } = node.metadata
  return versionOf([
    uid,
    labels[LABEL_WRITER] ?? null,
    factsVersion(host),
    isCordoned(node),
    isReady(node),
    foreign.cpus,
    Object.entries(foreign.memoryMib).sort(),
  ])
}

/** Versions of hosts: a host that was read is kept, and looked at again with every snapshot. */
const factsVersions = new WeakMap<Host, string>()

function factsVersion(host: Host): string {
  const known = factsVersions.get(host)
  if (known !== undefined) return known
  const version = versionOf(host)
  factsVersions.set(host, version)
  return version
}

/** Version of a pod: identity, size, host, deletion and every word of Berth on it; not its status. */
export function podVersion(pod: KubePod): string {
  const { uid, labels = {}, annotations = {}, deletionTimestamp } = pod.metadata
  return versionOf([
    uid,
    berthWords(labels),
    berthWords(annotations),
    deletionTimestamp !== undefined,
    pod.spec.nodeName ?? null,
    (pod.spec.schedulingGates ?? []).length > 0,
    lastingContainers(pod).map(({ name, resources }) => [
      name,
      Object.entries(resources?.requests ?? {}).sort(),
      Object.entries(resources?.limits ?? {}).sort(),
    ]),
  ])
}

function berthWords(words: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(words)
    .filter(([key]) => key.startsWith('berth.dev/'))
    .sort()
}

export function isCordoned(node: KubeNode): boolean {
  return node.spec.unschedulable === true
}

/** Whether the node's kubelet says it is well, and nobody is taking the node away. */
export function isReady(node: KubeNode): boolean {
  if (node.metadata.deletionTimestamp !== undefined) return false
  return (
    node.status?.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True') ?? false
  )
}
