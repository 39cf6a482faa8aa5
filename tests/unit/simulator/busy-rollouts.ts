import fc from 'fast-check'
import type { PullSource } from '../../../src/model/delivery.ts'
import type { Rollout } from '../../../src/model/rollout.ts'
import type { Scenario } from '../../../src/model/scenario.ts'
import { busy } from './busy.ts'
import { period, registry, rollout } from './image-rollouts.ts'

/** `busy` with stages, images that are slow to come, and drawn rollouts of new images. */
export function busyRolled(
  drawn: readonly Partial<Rollout>[],
  pull: PullSource,
  disk: number,
  isBalanced = false,
): Scenario {
  const games = ['new', 'old', 'world']
  const layers = ['base', 'v1', 'v2', 'v3'].map((name) => ({ name, bytes: 100 }))
  const images = [1, 2, 3].map((own) => ({ name: `i${own}`, layers: [0, own], pushedUs: 0, isPreloaded: false }))
  const use = games.flatMap((name) => ['db', 'logic'].map((part) => ({ game: name, component: part, images: [0] })))
  const rollouts = drawn.map((wishes, i) => rollout({ name: `r${i}`, games, image: 1 + i, ...wishes }))
  const loadBalancer = { drainUs: 150, everyUs: 20, failures: 2 }
  const balanced = busy.games.map((game) => {
    const components = game.components.map((part) => (part.name === 'logic' ? { ...part, loadBalancer } : part))
    return { ...game, components, sessionUs: 300 }
  })
  return {
    ...busy,
    games: isBalanced ? balanced : busy.games,
    delivery: [{ ...period(pull), startUs: { fromUs: 5, toUs: 50 } }],
    registry: { ...registry, host: { ...registry.host, unpack: 1e7, disk }, layers, images, use },
    rollouts,
  }
}

/** Rollouts of `busyRolled`. */
export const drawnRollouts = fc.array(
  fc.record({
    atUs: fc.integer({ min: 1, max: 15_000 }),
    mode: fc.constantFrom('in-place' as const, 'replace' as const),
    component: fc.constantFrom('logic', 'db'),
    drainUs: fc.integer({ min: 0, max: 200 }),
    atOnce: fc.integer({ min: 1, max: 6 }),
    failsPermille: fc.constantFrom(0, 300),
    gate: fc.constantFrom({}, { failuresPermille: 100 }, { awayUsMax: 300 }),
  }),
  { minLength: 1, maxLength: 2 },
)
