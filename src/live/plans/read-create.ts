import type { Fault, Result } from '../../base/result.ts'
import { failed, ok } from '../../base/result.ts'
import { show } from '../../model/parse/faults.ts'
import type { CreateIntent } from '../../model/plan.ts'
import type { TargetKind } from '../../model/snapshot.ts'

const LABEL = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/
const OBJECT_NAME = /^[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?$/

/**
 * The target's own names of the pods to be made, in their order. On Kubernetes `game/zone/logic-3` is
 * `game/zone-logic-3`: its first part is the namespace, the others the name. Faults: names that cannot be, a template
 * that is missing, of no use, or that says what the plan decides.
 */
export function readCreate(intent: CreateIntent, path: string, target: TargetKind): Result<readonly string[]> {
  if (target !== 'kubernetes') {
    if (intent.template === undefined) return ok(intent.pods)
    const expected = `no template: a pod of target ${target} is its allocation`
    return failed([{ path: `${path}.template`, found: 'a template', expected }])
  }
  const faults: Fault[] = []
  const names = intent.pods.map((pod, i) => {
    const [namespace, ...rest] = pod.split('/')
    const name = rest.join('-')
    if (!LABEL.test(namespace) || !OBJECT_NAME.test(name)) {
      const expected = 'NAMESPACE/NAME with names that Kubernetes takes'
      faults.push({ path: `${path}.pods[${i}]`, found: show(pod), expected })
    }
    return `${namespace}/${name}`
  })
  const seen = new Map<string, number>()
  names.forEach((name, i) => {
    const before = seen.get(name)
    if (before === undefined) seen.set(name, i)
    else if (intent.pods[before] !== intent.pods[i]) {
      const expected = `another name than ${intent.pods[before]}: both would be ${name}`
      faults.push({ path: `${path}.pods[${i}]`, found: show(intent.pods[i]), expected })
    }
  })
  faults.push(...templateFaults(intent.template, `${path}.template`))
  return faults.length === 0 ? ok(names) : failed(faults)
}

function templateFaults(template: CreateIntent['template'], path: string): Fault[] {
  const expected = 'the template of a pod: metadata with labels and annotations, and spec with containers'
  if (template === undefined) return [{ path, found: 'nothing', expected }]
  const { spec } = template
  if (!isMap(spec)) return [{ path: `${path}.spec`, found: show(spec), expected: 'the spec of a pod' }]
  const faults: Fault[] = []
  if (!Array.isArray(spec.containers) || spec.containers.length === 0) {
    faults.push({ path: `${path}.spec.containers`, found: show(spec.containers), expected: 'at least one container' })
  }
  if (spec.nodeName !== undefined) {
    faults.push({ path: `${path}.spec.nodeName`, found: show(spec.nodeName), expected: 'none: the plan decides it' })
  }
  if (spec.schedulerName !== undefined && spec.schedulerName !== 'berth') {
    faults.push({ path: `${path}.spec.schedulerName`, found: show(spec.schedulerName), expected: 'berth, or none' })
  }
  return faults
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
