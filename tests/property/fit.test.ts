import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createEngine, type Engine, type MorePods } from '../../src/engine/engine.ts'
import type { Fleet } from '../../src/model/fleet.ts'
import { instantsOf } from '../../src/prove/drive.ts'
import { worldsOf } from '../../src/prove/worlds.ts'
import { fleetOf, PLAIN, smtHost } from '../unit/engine/small-fleet.ts'
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

/** Hosts in these racks, of which two are a module and four an IDC. */
function standing(racks: readonly number[]): Fleet {
  const hosts = [...racks]
    .sort((a, b) => a - b)
    .map((rack, i) => {
      return { ...smtHost(`h${i}`, 1), idc: `i${rack >> 2}`, module: `m${rack >> 1}`, rack: `k${rack}` }
    })
  const modules = [...new Set(hosts.map(({ module }) => module))]
  const { segments, pools } = fleetOf(hosts)
  return { hosts, segments, pools: [{ ...pools[0], boundTo: { modules } }] }
}

const wideLimits = fc.array(
  fc.record({
    scope: fc.constantFrom('zone' as const, 'game' as const),
    domain: fc.constantFrom('host' as const, 'rack' as const, 'module' as const, 'idc' as const),
    limit: fc.integer({ min: 1, max: 5 }),
  }),
  { minLength: 2, maxLength: 3 },
)

test('limits of several wide domains are counted together, in whatever order they are declared', () => {
  const racksDrawn = fc.array(fc.integer({ min: 0, max: 7 }), { minLength: 1, maxLength: 8 })
  fc.assert(
    fc.property(racksDrawn, wideLimits, fc.integer({ min: 0, max: 5 }), (racks, spread, before) => {
      const engine = createEngine(standing(racks))
      const request = { ...PLAIN, spread }
      engine.observe({ atUs: 0, kind: 'component', game: 'g', component: 'c', request })
      requestsByName.set('g/c', request)
      for (let pod = 0; pod < before; pod++) {
        const zone = `z${pod % 2}`
        const who = { pod: `g/${zone}/c-${pod}`, game: 'g', zone, component: 'c' }
        engine.observe({ atUs: 0, kind: 'request', ...who, cpus: 2, memoryMib: 1024, cause: 'launch' })
      }
      engine.decide(0)
      for (const zone of ['z0', 'z9']) {
        const more = { game: 'g', zone, component: 'c', most: MOST }
        expect(engine.fit(more)).toBe(placed(engine, 1, more))
      }
    }),
    runs(300),
  )
})
