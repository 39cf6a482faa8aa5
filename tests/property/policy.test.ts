import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createEngine, type Engine } from '../../src/engine/engine.ts'
import { profileOfPolicy } from '../../src/engine/policy/own-profile.ts'
import { createDecisionWriter } from '../../src/model/decision-text.ts'
import type { Event } from '../../src/model/event.ts'
import { drive, instantsOf } from '../../src/prove/drive.ts'
import { worldsOf } from '../../src/prove/worlds.ts'
import { PACK_AGAIN } from './pack-again.ts'

it('decides as pack does when pack is written anew through what a policy sees', { timeout: 120_000 }, () => {
  let places = 0
  const worlds = worldsOf({ machines: [], commandsMax: 60, profile: 'pack' })
  fc.assert(
    fc.property(worlds, ({ fleet, components, commands }) => {
      const instants = instantsOf(fleet, components, commands)
      const linesOf = (engine: Engine, profile: string): readonly string[] => {
        const write = createDecisionWriter(fleet)
        const lines: string[] = []
        const under = (event: Event): Event =>
          event.kind === 'component' ? { ...event, request: { ...event.request, profile } } : event
        const told = instants.map(({ atUs, events }) => ({ atUs, events: events.map(under) }))
        drive(engine, told, { decision: (decision) => lines.push(write({ ...decision, profile: '' })) })
        return lines
      }
      const { profile, spec } = profileOfPolicy(PACK_AGAIN, { twiceEvery: 1 })
      const again = createEngine(fleet, { profiles: [spec], policies: [profile] })
      const lines = linesOf(createEngine(fleet), 'pack')
      expect(linesOf(again, 'pack-again')).toEqual(lines)
      places += lines.filter((line) => line.includes('"kind":"place"')).length
    }),
    { numRuns: 400, seed: 11 },
  )
  expect(places).toBeGreaterThan(1000)
})
