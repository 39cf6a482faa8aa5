import {
  ANNOTATION_POD,
  ANNOTATION_REQUEST,
  LABEL_COMPONENT,
  LABEL_GAME,
  LABEL_ZONE,
  SCHEDULER_NAME,
} from '../../../../model/kube/words.ts'
import { isSidecar } from '../../../../model/parse/kube/pod-requests.ts'
import { formatRequest } from '../../../../model/parse/request-words.ts'
import type { PlanStep } from '../../../../model/plan.ts'
import { memoryMibOf, milliCpusOf } from '../facts/quantity.ts'
import type { KubeResources } from '../objects.ts'

type Loose = Readonly<Record<string, unknown>>

type TemplateContainer = Loose & { readonly resources?: Loose & KubeResources; readonly restartPolicy?: string }

interface Template {
  readonly metadata?: { readonly labels?: Loose; readonly annotations?: Loose }
  readonly spec?: Loose & {
    readonly containers?: readonly TemplateContainer[]
    readonly initContainers?: readonly TemplateContainer[]
  }
}

/**
 * The pod of a create step: its template, with who it is, who schedules it, and on its first container the size that
 * was decided less what the other containers and sidecars ask for.
 */
export function podOfTemplate(step: PlanStep): Loose {
  const template = (step.template ?? {}) as Template
  const [namespace, name] = step.objectName.split('/')
  const words = { [LABEL_GAME]: step.game, [LABEL_ZONE]: step.zone, [LABEL_COMPONENT]: step.component }
  const [first, ...rest] = template.spec?.containers ?? []
  const sidecars = (template.spec?.initContainers ?? []).filter(isSidecar)
  const others = [...rest, ...sidecars]
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace,
      labels: { ...template.metadata?.labels, ...words },
      annotations: {
        ...template.metadata?.annotations,
        [ANNOTATION_POD]: step.pod,
        [ANNOTATION_REQUEST]: formatRequest(step.request),
      },
    },
    spec: {
      ...template.spec,
      schedulerName: SCHEDULER_NAME,
      containers:
        first === undefined ? [] : [{ ...first, resources: resourcesOf(step, first.resources, others) }, ...rest],
    },
  }
}

/** Requests and limits of the first container; other resources of the template stay. */
function resourcesOf(step: PlanStep, resources: Loose | undefined, others: readonly TemplateContainer[]): Loose {
  const requests = others.map((container) => container.resources?.requests ?? {})
  const milli = requests.reduce((sum, { cpu }) => sum + (cpu === undefined ? 0 : (milliCpusOf(cpu) ?? 0)), 0)
  const mib = requests.reduce((sum, { memory }) => sum + (memory === undefined ? 0 : (memoryMibOf(memory) ?? 0)), 0)
  const amounts = { cpu: `${step.request.cpus * 1000 - milli}m`, memory: `${step.request.memoryMib - mib}Mi` }
  return {
    ...resources,
    requests: { ...(resources?.['requests'] as Loose | undefined), ...amounts },
    limits: { ...(resources?.['limits'] as Loose | undefined), ...amounts },
  }
}
