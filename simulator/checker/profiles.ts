import type { ComponentDeclared } from '../../src/model/event.ts'
import type { ProfileSpec } from '../../src/model/profile.ts'
import { compileComponent } from './pods.ts'
import type { State } from './state.ts'

/** The stock profiles as docs/ARCHITECTURE.md, "Scores", has them; one copy of the auditor's own. */
const STOCK: readonly ProfileSpec[] = [
  {
    name: 'pack',
    packs: true,
    scores: [
      { plugin: 'CpuPacked', weight: 5 },
      { plugin: 'NumaFewest', weight: 1 },
      { plugin: 'NumaTight', weight: 1 },
      { plugin: 'VfSpared', weight: 1 },
    ],
  },
  {
    name: 'spread',
    packs: false,
    scores: [
      { plugin: 'CpuFree', weight: 3 },
      { plugin: 'MemoryFree', weight: 1 },
      { plugin: 'NumaFewest', weight: 4 },
      { plugin: 'VfSpared', weight: 1 },
    ],
  },
]

/** Profiles by name: the stock ones and those that a run says it had beside them. */
export function profilesByName(own: readonly ProfileSpec[]): ReadonlyMap<string, ProfileSpec> {
  return new Map([...own, ...STOCK].map((profile) => [profile.name, profile]))
}

/** Declares a component; false, with nothing declared, when there is no profile of the name that its request gives. */
export function declare(
  state: State,
  { game, component: name, request }: Pick<ComponentDeclared, 'game' | 'component' | 'request'>,
  profiles: ReadonlyMap<string, ProfileSpec>,
): boolean {
  const profile = profiles.get(request.profile)
  if (profile === undefined) return false
  const component = compileComponent(state.view, { game, name }, request, profile)
  state.components.set(`${game}/${name}`, component)
  if (request.peers !== undefined) state.peered.set(game, [...(state.peered.get(game) ?? []), component])
  if (state.peered.has(game)) distinguishZones(state, game)
  return true
}

/** Rules about the pods of a zone bind those of other components of their game too. */
function distinguishZones(state: State, game: string): void {
  state.version++
  const isZoned = (state.peered.get(game) ?? []).some(({ request: { peers = [] } }) => {
    return peers.some(({ scope }) => scope === 'zone')
  })
  if (!isZoned) return
  for (const component of state.components.values()) if (component.game === game) component.zoned = true
}
