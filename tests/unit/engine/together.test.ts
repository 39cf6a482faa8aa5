import { expect, test } from 'vitest'
import { createEngine, type Engine } from '../../../src/engine/engine.ts'
import type { TogetherRule } from '../../../src/model/request.ts'
import { fleetOf, PLAIN, smtHost } from './small-fleet.ts'

/** Three empty hosts of 16 Cpus, of which h1 and h2 share a rack; pods of a zone under profile `spread`. */
function engineWith(together: TogetherRule): Engine {
  const hosts = ['h1', 'h2', 'h3'].map((name) => ({ ...smtHost(name), rack: name === 'h3' ? 'r2' : 'r1' }))
  const engine = createEngine(fleetOf(hosts))
  const request = { ...PLAIN, profile: 'spread', numa: 'preferred', together } as const
  engine.observe({ atUs: 0, kind: 'component', game: 'g', component: 'c', request })
  return engine
}

function place(engine: Engine, ordinal: number, cpus: number): string {
  const pod = `g/z/c-${ordinal}`
  const who = { pod, game: 'g', zone: 'z', component: 'c' }
  engine.observe({ atUs: ordinal, kind: 'request', ...who, cpus, memoryMib: 64, cause: 'launch' })
  engine.decide(ordinal)
  const holding = engine.holding(pod)
  return holding === null ? 'nowhere' : `h${holding.host + 1}`
}

test('a rule of a host keeps all on one, and refuses what does not fit there', () => {
  const engine = engineWith({ scope: 'zone', domain: 'host' })
  expect([1, 2, 3].map((ordinal) => place(engine, ordinal, 4))).toEqual(['h1', 'h1', 'h1'])
  expect(place(engine, 4, 8)).toBe('nowhere')
})

test('a rule of a rack keeps all in one', () => {
  const engine = engineWith({ scope: 'zone', domain: 'rack' })
  expect([1, 2, 3].map((ordinal) => place(engine, ordinal, 12))).toEqual(['h1', 'h2', 'nowhere'])
})

test('a soft rule draws, and lets go where there is no room', () => {
  const engine = engineWith({ scope: 'zone', domain: 'host', weight: 5 })
  expect([1, 2, 3].map((ordinal) => place(engine, ordinal, 4))).toEqual(['h1', 'h1', 'h1'])
  expect(place(engine, 4, 8)).not.toBe('nowhere')
})

test('pods of a soft rule do not say where those of a hard one are', () => {
  const engine = engineWith({ scope: 'zone', domain: 'rack', weight: 1 })
  engine.observe({ atUs: 0, kind: 'cordon', host: 'h1' })
  engine.observe({ atUs: 0, kind: 'cordon', host: 'h2' })
  expect(place(engine, 1, 4)).toBe('h3')
  const request = { ...PLAIN, profile: 'spread', together: { scope: 'zone', domain: 'rack' } } as const
  engine.observe({ atUs: 2, kind: 'component', game: 'g', component: 'hard', request })
  engine.observe({ atUs: 2, kind: 'uncordon', host: 'h1' })
  const who = { pod: 'g/z/hard-0', game: 'g', zone: 'z', component: 'hard' }
  engine.observe({ atUs: 2, kind: 'request', ...who, cpus: 4, memoryMib: 64, cause: 'launch' })
  engine.decide(2)
  expect(engine.holding('g/z/hard-0')?.host).toBe(0)
})
