import type { Fault } from '../../../base/result.ts'
import { CPUS_MAX } from '../../fleet.ts'
import {
  ANNOTATION_REQUEST,
  LABEL_COMPONENT,
  LABEL_GAME,
  LABEL_IDC,
  LABEL_MODULE,
  LABEL_REGION,
  LABEL_ZONE,
} from '../../kube/words.ts'
import { AMOUNT_MAX } from '../../parse/limits.ts'
import { parsePlannedRequest, type RequestWords } from '../../parse/request-words.ts'
import type { PodRequest } from '../../request.ts'
import type { CappedFaults } from '../capped-faults.ts'
import type { LeftOutCounts } from '../left-out.ts'
import { mibUp, type QuantityReader } from './amounts.ts'
import type { PodItem, Requirement } from './item-shapes.ts'
import { type PodAmounts, podAmountsOf } from './pod-amounts.ts'
import { spreadOf, tolerationsOf } from './pod-rules.ts'
import { type ResourceRoles, roleOf } from './resource-roles.ts'
import { selectorTextOf } from './selector.ts'

/** How a pod's Cpus are read: as the kubelet's CPU manager of this policy gives them. */
export const CPU_POLICIES = ['static', 'none'] as const
export type CpuPolicy = (typeof CPU_POLICIES)[number]

/** What reading a pod goes by. */
export interface PodReading {
  readonly reader: QuantityReader
  readonly roles: ResourceRoles
  readonly cpuPolicy: CpuPolicy
  readonly faults: CappedFaults
  readonly leftOut: LeftOutCounts
  /** Texts of `berth.dev/request` read so far. */
  readonly words: Map<string, RequestWords | readonly Fault[]>
}

/** What an import keeps of a pod that some workload wants. */
export interface PodFacts {
  readonly game: string
  readonly component: string
  readonly request: PodRequest
  /** See `selectorTextOf`. */
  readonly selector: string
}

/** Where its workload says so, a pod's game and component; else its namespace and its owner. path: of the pod. */
export function podFactsOf(pod: PodItem, path: string, reading: PodReading): PodFacts {
  const { metadata, spec } = pod
  const { faults, reader, words } = reading
  const labels = metadata.labels ?? {}
  const annotation = metadata.annotations?.[ANNOTATION_REQUEST]
  const zone = labels[LABEL_ZONE]
  const game = labels[LABEL_GAME] ?? metadata.namespace ?? 'default'
  const amounts = podAmountsOf(spec, `${path}.spec`, reader)
  let own: RequestWords | null = null
  if (annotation !== undefined) {
    const known = words.get(annotation) ?? wordsOf(annotation)
    words.set(annotation, known)
    if (!('network' in known)) faults.addAll(known, `${path}.metadata.annotations.${ANNOTATION_REQUEST}: `)
    else own = known
  }
  const size = sizeOf(amounts, own !== null, path, reading)
  if (spec.volumes?.some((volume) => volume.persistentVolumeClaim !== undefined || volume.ephemeral !== undefined))
    reading.leftOut.add('persistent volumes of pods')
  const request: PodRequest =
    own === null ? { ...requestOf(pod, amounts, reading), ...size } : { ...ownRequest(own, pod), ...size }
  return {
    game: zone === undefined ? game : `${game}-${zone}`,
    component: labels[LABEL_COMPONENT] ?? ownerNameOf(pod),
    request,
    selector: selectorTextOf(spec, own === null ? [] : placesOf(own)),
  }
}

function wordsOf(text: string): RequestWords | readonly Fault[] {
  const parsed = parsePlannedRequest(text)
  return parsed.ok ? parsed.value : parsed.faults
}

/** What a pod with words of Berth asks for: its tolerations are its spec's, its places become a selector. */
function ownRequest(own: RequestWords, { spec }: PodItem): RequestWords {
  const tolerations = tolerationsOf(spec)
  return { ...own, where: {}, ...(tolerations.length === 0 ? {} : { tolerations }) }
}

/** The lists of a request's `where` as conditions on the labels that Nodes have them in. */
function placesOf({ where }: RequestWords): readonly Requirement[] {
  const lists = [
    [LABEL_REGION, where.regions],
    [LABEL_IDC, where.idcs],
    [LABEL_MODULE, where.modules],
  ] as const
  return lists.flatMap(([key, values]) =>
    values === undefined || values.length === 0 ? [] : [{ key, operator: 'In', values: [...values] }],
  )
}

/** Cpus and memory. A pod that asks for none of one counts with the least there is. */
function sizeOf(
  { amounts, exclusiveCpus, sharedMilli }: PodAmounts,
  isOurs: boolean,
  path: string,
  { cpuPolicy, faults, leftOut }: PodReading,
): Pick<PodRequest, 'cpus' | 'cpuMilli' | 'memoryMib'> {
  const milli = amounts.get('cpu') ?? 0
  const mib = mibUp(amounts.get('memory') ?? 0)
  if (milli > CPUS_MAX * 1000) faults.add(`${path}.spec`, `${milli}m of cpu in all`, `at most ${CPUS_MAX} Cpus`)
  if (mib > AMOUNT_MAX) faults.add(`${path}.spec`, `${mib} MiB of memory in all`, `at most ${AMOUNT_MAX} MiB`)
  if (milli === 0) leftOut.add('pods that ask for no Cpu, counted with 1m')
  if (mib === 0) leftOut.add('pods that ask for no memory, counted with 1Mi')
  const ofOurs = isOurs && (milli - sharedMilli) % 1000 === 0 ? (milli - sharedMilli) / 1000 : null
  const cpus = ofOurs ?? (cpuPolicy === 'static' ? exclusiveCpus : 0)
  const cpuMilli = milli === 0 ? 1 : milli - cpus * 1000
  return { cpus, ...(cpuMilli === 0 ? {} : { cpuMilli }), memoryMib: Math.max(1, mib) }
}

/** What a pod that says nothing to Berth asks for beside its Cpus and memory. */
function requestOf(pod: PodItem, { amounts }: PodAmounts, { roles, leftOut }: PodReading) {
  let gpus = 0
  let vfs = 0
  for (const [resource, milli] of amounts) {
    const role = milli === 0 ? null : roleOf(resource, roles)
    if (role === 'gpu') gpus += milli / 1000
    else if (role === 'vf') vfs += milli / 1000
    else if (role === 'other') leftOut.add(`requests for ${resource}`)
  }
  if (vfs > 1) leftOut.add('VFs beyond the first of a pod', vfs - 1)
  const tolerations = tolerationsOf(pod.spec)
  return {
    diskMib: mibUp(amounts.get('ephemeral-storage') ?? 0),
    ioKibps: 0,
    network: vfs > 0 ? ('sriov' as const) : ('nat' as const),
    ...(gpus === 0 ? {} : { gpus }),
    numa: 'preferred' as const,
    where: {},
    ...(tolerations.length === 0 ? {} : { tolerations }),
    spread: spreadOf(pod, leftOut),
    profile: 'spread',
  }
}

/** The workload behind a pod: its Deployment, StatefulSet, Job …; of a bare pod its name without the last word. */
function ownerNameOf({ metadata: { name, labels, ownerReferences } }: PodItem): string {
  const owner = controllerOf(ownerReferences)
  if (owner === null) return name.replace(/-[^-]*$/, '') || name
  const hash = labels?.['pod-template-hash']
  if (owner.kind === 'ReplicaSet' && hash !== undefined && owner.name.endsWith(`-${hash}`))
    return owner.name.slice(0, -hash.length - 1)
  // A CronJob names its Jobs by the minute.
  return owner.kind === 'Job' ? owner.name.replace(/-\d{6,}$/, '') : owner.name
}

type Owners = PodItem['metadata']['ownerReferences']

/** The controller of a pod, or null for a bare one. */
export function controllerOf(owners: Owners): { readonly kind: string; readonly name: string } | null {
  return owners?.find(({ controller }) => controller === true) ?? null
}
