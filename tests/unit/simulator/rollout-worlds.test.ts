import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runScenario } from '../../scenario/run-scenario.ts'
import { busyRolled, drawnRollouts } from './busy-rollouts.ts'
import { played } from './image-rollouts.ts'

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
