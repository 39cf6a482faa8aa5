import { parseCpuList } from '../../base/cpu-list.ts'
import type { Fault } from '../../base/result.ts'
import { sumOf } from '../../base/sum.ts'
import { CappedFaults } from '../../model/import/capped-faults.ts'
import * as words from '../../model/kube/words.ts'
import { formatAllocation } from '../../model/parse/allocation.ts'
import { shortened } from '../../model/parse/faults.ts'
import { formatRequest } from '../../model/parse/request-words.ts'
import { NAME_LENGTH_MAX, name as nameSchema } from '../../model/parse/scalars.ts'
import { ANNOTATION_ALLOCATION } from '../../model/signed-allocation.ts'
import { instantOf } from '../run/run-at.ts'
import type { ExportKind } from './export-kind.ts'
import { jsonList, yamlDocuments } from './kube-objects.ts'
import { type PlacedPod, podsAt } from './pods-at.ts'

/** An image that does nothing: what a game runs, a simulation does not say. */
const PAUSE = 'registry.k8s.io/pause:3.10'

/** What of the objects is the user's to say. */
interface ManifestChoices {
  readonly image: string
  /** Where all pods go; null: a namespace a game. */
  readonly namespace: string | null
  /** Name of the run, for the allocation. */
  readonly run: string
  readonly isBound: boolean
}

/** `berth export kubernetes`: the pods of an instant as objects that kubectl applies, YAML or with `-o json` JSON. */
export const KUBERNETES: ExportKind = {
  options: ['--at', '--image', '--namespace', '--unbound'],
  formats: ['json', 'yaml'],
  isBinary: false,
  logs: () => ['events', 'decisions'],
  prepare: (args, output) => {
    const untilUs = instantOf(args)
    const image = args.text('--image', 'an image', PAUSE)
    const namespace = args.text('--namespace', 'a namespace', null)
    const named = nameSchema.safeParse(namespace)
    if (namespace !== null && !named.success)
      args.fault('--namespace', shortened(namespace), named.error.issues[0].message)
    const isBound = !args.flag('--unbound')
    return async (run, sink) => {
      const found = await podsAt(run, untilUs)
      if (!found.ok) return found.faults
      const pods = found.value
      const tooLong = faultsOfLabels(pods)
      if (tooLong.length > 0) return tooLong
      const choices = { image, namespace, run: runNameOf(run.head.manifest), isBound }
      const objects = output.format === 'json' ? jsonList(sink) : yamlDocuments(sink)
      for (const each of namespace === null ? [...new Set(pods.map(({ game }) => game))] : [namespace])
        await objects.write({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: each } })
      for (const pod of pods) await objects.write(podObject(pod, choices))
      await objects.end()
      return []
    }
  },
}

/** Labels that the API server takes of no pod, each value once. The Namespace of a game is as long as its label. */
function faultsOfLabels(pods: readonly PlacedPod[]): readonly Fault[] {
  const faults = new CappedFaults()
  const told = new Set<string>()
  for (const pod of pods) {
    for (const [label, value] of Object.entries(labelsOf(pod))) {
      if (value.length <= NAME_LENGTH_MAX || told.has(`${label} ${value}`)) continue
      told.add(`${label} ${value}`)
      const expected = `at most ${NAME_LENGTH_MAX} characters, as Kubernetes takes of a label or a Namespace`
      faults.add(`${pod.pod}: ${label}`, `${shortened(value)}, ${value.length} characters`, expected)
    }
  }
  return faults.all
}

function labelsOf({ game, zone, component }: PlacedPod): Readonly<Record<string, string>> {
  return { [words.LABEL_GAME]: game, [words.LABEL_ZONE]: zone, [words.LABEL_COMPONENT]: component }
}

function runNameOf(manifest: unknown): string {
  return (manifest as { readonly metadata: { readonly name: string } }).metadata.name
}

/** A pod as the cluster would have it: exclusive Cpus and memory in one container, shared Cpus in another beside it. */
export function podObject(pod: PlacedPod, { image, namespace, run, isBound }: ManifestChoices): object {
  const { holding, request } = pod
  const cpus = parseCpuList(holding.cpus ?? '')?.length ?? 0
  const memoryMib = sumOf(Object.values(holding.memoryMib))
  const { cpuMilli = 0 } = holding
  const { tolerations, ...asked } = request
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: objectName(pod, namespace !== null),
      namespace: namespace ?? pod.game,
      labels: labelsOf(pod),
      annotations: {
        [words.ANNOTATION_POD]: pod.pod,
        [words.ANNOTATION_REQUEST]: formatRequest({ ...asked, cpus, cpuMilli, memoryMib }),
        ...(isBound ? { [ANNOTATION_ALLOCATION]: formatAllocation(holding, `${run}/${pod.seq}`) } : {}),
      },
    },
    spec: {
      schedulerName: words.SCHEDULER_NAME,
      ...(isBound ? { nodeName: holding.host } : {}),
      ...(tolerations === undefined ? {} : { tolerations: tolerations.map(tolerationOf) }),
      containers: containersOf(cpus, cpuMilli, memoryMib, image),
    },
  }
}

function containersOf(cpus: number, cpuMilli: number, memoryMib: number, image: string): readonly object[] {
  const container = (name: string, amounts: object): object => {
    return { name, image, resources: { requests: amounts, limits: amounts } }
  }
  const shared = { cpu: `${cpuMilli}m` }
  const memory = `${memoryMib}Mi`
  if (cpus === 0) return [container(words.SHARED_CONTAINER, { ...shared, memory })]
  const main = container('main', { cpu: String(cpus), memory })
  return cpuMilli === 0 ? [main] : [main, container(words.SHARED_CONTAINER, shared)]
}

function tolerationOf({
  key,
  operator,
  value,
  effect,
}: NonNullable<PlacedPod['request']['tolerations']>[number]): object {
  return {
    ...(key === '' ? {} : { key }),
    operator,
    ...(value === '' ? {} : { value }),
    ...(effect === '' ? {} : { effect }),
  }
}

/** The pod's name in its namespace: slashes become hyphens, the game goes where the namespace says it. */
function objectName({ pod, game }: PlacedPod, isShared: boolean): string {
  const own = !isShared && pod.startsWith(`${game}/`) ? pod.slice(game.length + 1) : pod
  return own.replaceAll('/', '-')
}
