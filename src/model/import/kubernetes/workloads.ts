import { byCodeUnit } from '../../../base/order.ts'
import { COMPONENTS_MAX } from '../../parse/game.ts'
import type { PodRequest } from '../../request.ts'
import { scenarioName, UniqueNames } from './names.ts'
import type { PodFacts } from './pod-facts.ts'

/** Pods of one workload that ask for the same. */
export interface Workload {
  readonly name: string
  readonly request: PodRequest
  readonly pods: number
}

/** Workloads of one namespace that may be on the same nodes, up to as many as a game may have components. */
export interface ImportedGame {
  readonly name: string
  /** Modules it is bound to, or null for all. */
  readonly modules: readonly string[] | null
  readonly components: readonly Workload[]
}

interface Counted {
  readonly facts: PodFacts
  pods: number
}

/** Counts pods by workload and request. */
export class WorkloadCounts {
  readonly #counts = new Map<string, Counted>()

  add(facts: PodFacts): void {
    const { game, component, selector, request } = facts
    const key = `${game}\n${component}\n${selector}\n${JSON.stringify(request)}`
    const known = this.#counts.get(key)
    if (known === undefined) this.#counts.set(key, { facts, pods: 1 })
    else known.pods++
  }

  get selectors(): readonly string[] {
    return [...new Set([...this.#counts.values()].map(({ facts }) => facts.selector))]
  }

  /**
   * Games by name, their components by name. A workload whose pods ask for different things is several components.
   *
   * modulesOf   of a selector; null: all
   * unplaced    told of pods whose selector accepts no node, which are left out
   */
  games(
    modulesOf: (selector: string) => readonly string[] | null,
    unplaced: (pods: number) => void,
  ): readonly ImportedGame[] {
    const groups = new Map<string, { readonly modules: readonly string[] | null; readonly members: Counted[] }>()
    const inOrder = [...this.#counts].sort(([a], [b]) => byCodeUnit(a, b)).map(([, counted]) => counted)
    const modulesKnown = new Map<string, readonly string[] | null>()
    for (const counted of inOrder) {
      const { game, selector } = counted.facts
      if (!modulesKnown.has(selector)) modulesKnown.set(selector, modulesOf(selector))
      const modules = modulesKnown.get(selector) ?? null
      if (modules !== null && modules.length === 0) {
        unplaced(counted.pods)
        continue
      }
      const key = `${game}\n${JSON.stringify(modules)}`
      const group = groups.get(key)
      if (group === undefined) groups.set(key, { modules, members: [counted] })
      else group.members.push(counted)
    }
    const names = new UniqueNames()
    return [...groups.values()].flatMap(({ modules, members }) => gamesOfGroup(modules, members, names))
  }
}

function gamesOfGroup(
  modules: readonly string[] | null,
  members: readonly Counted[],
  names: UniqueNames,
): readonly ImportedGame[] {
  const games: ImportedGame[] = []
  for (let from = 0; from < members.length; from += COMPONENTS_MAX) {
    const inGame = new UniqueNames()
    const components = members.slice(from, from + COMPONENTS_MAX).map(({ facts, pods }) => {
      return { name: inGame.take(scenarioName(facts.component, 'pod')), request: facts.request, pods }
    })
    games.push({ name: names.take(scenarioName(members[from].facts.game, 'game')), modules, components })
  }
  return games
}
