import { byCodeUnit } from '../../base/order.ts'
import type { PodRequest } from '../../model/request.ts'
import { canonicalText } from './canonical.ts'

/** A pod as far as its component goes. */
export interface ComponentMember {
  readonly pod: string
  readonly game: string
  readonly component: string
  readonly request: PodRequest
}

/** Shapes of requests met before: a plan asks for those of its steps again and again. */
const shapeByRequest = new WeakMap<PodRequest, string>()

/**
 * The engine knows one request for a component, the pods of a live one may differ in theirs. Pods that are only there
 * are counted by the rules of those decided on, so:
 *
 * - while all pods to be decided on of a component ask for the same (size apart), every pod of it goes by its name;
 * - when they differ, each request after the first goes by `NAME~2`, `NAME~3`, … in the order of its first pod, and a
 *   pod that is only there goes with its own request, or by the plain name. Spread rules then count such groups apart.
 *
 * `~` is in no name of a component, so `plainName` undoes it.
 */
export class ComponentNames {
  /** By game/component: the texts of the requests to be decided on, in the order of their first pod. */
  readonly #requests = new Map<string, string[]>()
  /** Shapes by the JSON of whole requests: writing that is quick, and a fleet has few requests and many pods. */
  readonly #shapes = new Map<string, string>()
  readonly #declared = new Map<string, { game: string; component: string; request: PodRequest }>()

  constructor(decided: readonly ComponentMember[]) {
    const sorted = [...decided].sort((a, b) => byCodeUnit(a.pod, b.pod))
    for (const { game, component, request } of sorted) {
      const key = `${game}/${component}`
      const texts = this.#requests.get(key) ?? []
      this.#requests.set(key, texts)
      const text = this.#shapeOf(request)
      if (texts.includes(text)) continue
      texts.push(text)
      const name = nameOf(component, texts.length - 1)
      this.#declared.set(`${game}/${name}`, { game, component: name, request })
    }
  }

  /** The name by which the engine knows the component of a pod; declares it when it is new. */
  nameFor({ game, component, request }: ComponentMember): string {
    const texts = this.#requests.get(`${game}/${component}`) ?? []
    const name = nameOf(component, Math.max(0, texts.indexOf(this.#shapeOf(request))))
    const key = `${game}/${name}`
    if (!this.#declared.has(key)) this.#declared.set(key, { game, component: name, request })
    return name
  }

  /** Every component named so far, with the request its pods are decided by. */
  get declared(): readonly { readonly game: string; readonly component: string; readonly request: PodRequest }[] {
    return [...this.#declared.values()]
  }

  /** What pods of one class share: all but their size. */
  #shapeOf(request: PodRequest): string {
    const known = shapeByRequest.get(request)
    if (known !== undefined) return known
    const json = JSON.stringify(request)
    let shape = this.#shapes.get(json)
    if (shape === undefined) {
      shape = canonicalText({ ...request, cpus: 0, cpuMilli: 0, memoryMib: 0 })
      this.#shapes.set(json, shape)
    }
    shapeByRequest.set(request, shape)
    return shape
  }
}

/** The component's own name. */
export function plainName(component: string): string {
  const cut = component.indexOf('~')
  return cut < 0 ? component : component.slice(0, cut)
}

function nameOf(component: string, variant: number): string {
  return variant === 0 ? component : `${component}~${variant + 1}`
}
