import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createEngine } from '../../src/engine/engine.ts'
import { createDecisionWriter } from '../../src/model/decision-text.ts'
import { eventText } from '../../src/model/event-text.ts'
import { holdingOfLine } from '../../src/model/holding-of-line.ts'
import { createHoldingReader } from '../../src/model/holding-words.ts'
import { parseEvent } from '../../src/model/parse/event.ts'
import { commands, componentLists } from '../../src/prove/arbitraries.ts'
import { drive, instantsOf } from '../../src/prove/drive.ts'
import { fleets } from '../../src/prove/fleets.ts'
import { runs } from './seed.ts'

/** Components as a parser lets them through: an IO share is of a disk. */
const parsedLists = componentLists.map((components) =>
  components.map((request) => (request.diskMib === 0 ? { ...request, ioKibps: 0 } : request)),
)

test('what a decision line says is held reads back to what is held, also as the words of a found pod', () => {
  let readCount = 0
  fc.assert(
    fc.property(fleets, parsedLists, commands, (fleet, components, commands) => {
      const write = createDecisionWriter(fleet)
      const reader = createHoldingReader(fleet)
      drive(createEngine(fleet), instantsOf(fleet, components, commands), {
        event: (event) => {
          const text = eventText(event)
          expect(parseEvent(text)).toEqual({ ok: true, value: event })
          if (event.kind !== 'request' && event.kind !== 'resize') expect(text).toBe(JSON.stringify(event))
        },
        decision: (decision) => {
          if (decision.kind === 'refuse' || decision.kind === 'release') return
          const line = JSON.parse(write(decision))
          const words = holdingOfLine(line)
          expect(reader.holding(words)).toEqual({ ok: true, value: decision.holding })
          const { pod, game, zone, component } = line
          const found = { atUs: 0, kind: 'adopt', pod, game, zone, component, ...words }
          expect(parseEvent(JSON.stringify(found))).toEqual({ ok: true, value: found })
          if (decision.kind === 'migrate') expect(line.from).toBe(fleet.hosts[decision.before.host].name)
          readCount++
        },
      })
    }),
    runs(200),
  )
  expect(readCount).toBeGreaterThan(400)
})

test('a holding booked by its words is what its decision booked', () => {
  fc.assert(
    fc.property(fleets, parsedLists, commands, (fleet, components, commands) => {
      const engine = createEngine(fleet)
      const write = createDecisionWriter(fleet)
      const again = createEngine(fleet)
      const held = new Map<string, object>()
      const instants = instantsOf(fleet, components, commands)
      drive(engine, instants, {
        event: (event) => {
          if (event.kind === 'component' || event.kind === 'foreign') again.observe(event)
        },
      })
      // Live holdings and the use of others, told to an engine that has seen nothing else.
      const adopted = JSON.stringify(instants)
      for (const pod of new Set(adopted.match(/(?<="pod":")[^"]+/g))) {
        const holding = engine.holding(pod)
        if (holding === null) continue
        const [game, zone, component] = pod.replace('reserved/p1/', '').replace(/-\d+$/, '').split('/')
        const identity = { name: pod, game, zone, component }
        const place = {
          seq: 1,
          atUs: 0,
          kind: 'place',
          pod: identity,
          profile: 'pack',
          cause: 'plan',
          holding,
        } as const
        const words = holdingOfLine(JSON.parse(write(place)))
        again.observe({ atUs: 0, kind: 'adopt', pod, game, zone, component, ...words })
        held.set(pod, holding)
      }
      for (const [pod, holding] of held) expect(again.holding(pod)).toEqual(holding)
      expect(again.placedCount).toBe(engine.placedCount)
    }),
    runs(200),
  )
})
