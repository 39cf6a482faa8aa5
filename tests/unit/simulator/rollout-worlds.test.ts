import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PullSource } from '../../../src/model/delivery.ts'
import type { Rollout } from '../../../src/model/rollout.ts'
import type { Scenario } from '../../../src/model/scenario.ts'
import { runScenario } from '../../scenario/run-scenario.ts'
import { busy } from './busy.ts'
import { period, played, registry, rollout } from './image-rollouts.ts'

/** `busy` with stages, images that are slow to come, and drawn rollouts of new images. */
function busyRolled(drawn: readonly Partial<Rollout>[], pull: PullSource, disk: number, isBalanced = false): Scenario {
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

const drawnRollouts = fc.array(
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

describe('in random worlds beside losses, games that grow, shrink and end', () => {
  const worlds = fc.tuple(
    drawnRollouts,
    fc.constantFrom('central' as const, 'mirrors' as const, 'peers' as const),
    fc.constantFrom(1e9, 350),
    fc.boolean(),
  )

  it('no law is broken, and an aborted rollout leaves nothing of the new version', () => {
    fc.assert(
      fc.property(worlds, ([drawn, pull, disk, isBalanced]) => {
        const { audit, summary } = runScenario(busyRolled(drawn, pull, disk, isBalanced), { audited: true })
        expect(audit?.violations).toEqual([])
        for (const { status, podsUpdated } of summary.rollouts ?? []) {
          if (status === 'aborted') expect(podsUpdated).toBe(0)
        }
        const delivered = (summary.delivery ?? []).reduce((sum, { totalUs }) => sum + totalUs.count, 0)
        expect(delivered).toBe(summary.readyWaitUs.count)
      }),
      { numRuns: 12, seed: 7 },
    )
  })

  it('hosts pull what they lack and nothing else, and what was sent is what came or broke off', () => {
    fc.assert(
      fc.property(worlds, ([drawn, pull, disk, isBalanced]) => {
        const { records, summary } = played(busyRolled(drawn, pull, disk, isBalanced))
        const here = new Set<string>()
        let bytes = 0
        for (const { kind, host, layer, bytes: moved } of records) {
          if (kind === 'pull') expect(here.has(`${host} ${layer}`)).toBe(false)
          if (kind === 'pull') here.add(`${host} ${layer}`)
          if (kind === 'evict') here.delete(`${host} ${layer}`)
          if (kind === 'pull' || kind === 'break') bytes += moved
        }
        const { bytesFromCentral = 0, bytesFromMirrors = 0, bytesFromPeers = 0 } = summary.registry ?? {}
        const sent = bytesFromCentral + bytesFromMirrors + bytesFromPeers
        expect(Math.abs(sent - bytes)).toBeLessThanOrEqual(records.length + 3)
      }),
      { numRuns: 12, seed: 8 },
    )
  })

  it('a run cut into slices of one instant is the same run', () => {
    const [drawn] = fc.sample(drawnRollouts, { numRuns: 1, seed: 9 })
    const wanted = busyRolled(drawn, 'peers', 350)
    expect(played(wanted, 1)).toEqual(played(wanted))
  })
})
