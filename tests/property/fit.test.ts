import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createEngine, type Engine, type MorePods } from '../../src/engine/engine.ts'
import { instantsOf } from '../../src/prove/drive.ts'
import { worldsOf } from '../../src/prove/worlds.ts'
import { machines } from './machines.ts'
import { runs } from './seed.ts'

const MOST = 60

/** How many pods get a place when they are asked for one round after another. */
function placed(engine: Engine, nowUs: number, { game, zone, component }: MorePods): number {
  return engine.withFork((fork) => {
    for (let count = 0; count < MOST; count++) {
      const pod = `${game}/${zone}/more-${count}`
      const { cpus, cpuMilli = 0, memoryMib } = requestsByName.get(`${game}/${component}`) ?? never()
      fork.observe({
        atUs: nowUs,
        kind: 'request',
        pod,
        game,
        zone,
        component,
        cpus,
        cpuMilli,
        memoryMib,
        cause: 'launch',
      })
      fork.decide(nowUs)
      if (fork.holding(pod) === null) return count
    }
    return MOST
  })
}

const requestsByName = new Map<
  string,
  { readonly cpus: number; readonly cpuMilli?: number; readonly memoryMib: number }
>()

function never(): never {
  throw new Error('a component was asked for that is not declared')
}

test('as many more pods fit as get a place when they are asked for one by one', () => {
  const counts = new Map<string, number>()
  fc.assert(
    fc.property(worldsOf({ machines, commandsMax: 30, profile: null }), ({ fleet, components, commands }) => {
      const engine = createEngine(fleet)
      requestsByName.clear()
      const zones = new Set<string>()
      let nowUs = 0
      const plain = components.map(({ batch: _, ...request }) => request)
      for (const { atUs, events } of instantsOf(fleet, plain, commands)) {
        for (const event of events) {
          engine.observe(event)
          if (event.kind === 'component') requestsByName.set(`${event.game}/${event.component}`, event.request)
          if (event.kind === 'request') zones.add(`${event.game} ${event.zone} ${event.component}`)
        }
        engine.decide(atUs)
        nowUs = atUs + 1
      }
      for (const words of zones) {
        const [game, zone, component] = words.split(' ')
        const more = { game, zone, component, most: MOST }
        const before = engine.columns()
        const found = engine.fit(more)
        expect(engine.columns()).toEqual(before)
        expect(found).toBe(placed(engine, nowUs, more))
        const kind = found === 0 ? 'none' : found === MOST ? 'most' : 'some'
        counts.set(kind, (counts.get(kind) ?? 0) + 1)
      }
    }),
    runs(300),
  )
  expect(counts.get('none')).toBeGreaterThan(30)
  expect(counts.get('some')).toBeGreaterThan(100)
})
