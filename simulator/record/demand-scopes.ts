import type { Host } from '../../src/model/fleet.ts'
import type { PodRequest } from '../../src/model/request.ts'
import type { Scenario } from '../../src/model/scenario.ts'

/** Where hosts stand, or may. */
export type Place = Pick<Host, 'region' | 'idc' | 'module'>

/** Sets of IDCs in which all pods of some components must lie. A component counts in every set that has all of its. */
export class DemandScopes {
  /** Each set once, in the order of the places. The first one is of all IDCs. */
  readonly sets: readonly (readonly string[])[]
  readonly #setsOf = new Map<string, readonly number[]>()
  readonly #idcsOf = new Map<string, readonly string[]>()

  constructor(places: readonly Place[], games: Scenario['games']) {
    const all = [...new Set(places.map(({ idc }) => idc))]
    const sets = new Map([[all.join(), all]])
    for (const { name, components } of games) {
      for (const component of components) {
        const idcs = idcsFor(places, component.request)
        this.#idcsOf.set(`${name}/${component.name}`, idcs)
        if (idcs.length > 0) sets.set(idcs.join(), idcs)
      }
    }
    this.sets = [...sets.values()]
    for (const [component, idcs] of this.#idcsOf) {
      const within = this.sets.flatMap((set, s) => (idcs.every((idc) => set.includes(idc)) ? [s] : []))
      this.#setsOf.set(component, within)
    }
  }

  /** Sets that a component (`game/component`) counts in, by index. */
  setsOf(component: string): readonly number[] {
    return this.#setsOf.get(component) ?? []
  }

  /** Where pods of a component may lie. */
  idcsOf(component: string): readonly string[] {
    return this.#idcsOf.get(component) ?? []
  }
}

/** IDCs with a place that the lists of a request allow. */
function idcsFor(places: readonly Place[], { where: { regions = [], idcs = [], modules = [] } }: PodRequest): string[] {
  const isAllowed = (names: readonly string[], name: string): boolean => names.length === 0 || names.includes(name)
  const allowed = places.filter(
    ({ region, idc, module }) => isAllowed(regions, region) && isAllowed(idcs, idc) && isAllowed(modules, module),
  )
  return [...new Set(allowed.map(({ idc }) => idc))]
}
