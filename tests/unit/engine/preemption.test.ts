import { expect, test } from 'vitest'
import { createEngine, type Engine } from '../../../src/engine/engine.ts'
import type { Decision } from '../../../src/model/holding.ts'
import type { PodRequest } from '../../../src/model/request.ts'
import { fleetOf, PLAIN, smtHost } from './small-fleet.ts'

const REQUEST: PodRequest = { ...PLAIN, numa: 'preferred' }

/** Two empty hosts of 16 Cpus. */
function emptyEngine(game: Partial<PodRequest> = {}): Engine {
  const engine = createEngine(fleetOf([smtHost('h1'), smtHost('h2')]))
  engine.observe({ atUs: 0, kind: 'component', game: 'g', component: 'game', request: { ...REQUEST, ...game } })
  engine.observe({ atUs: 0, kind: 'component', game: 'g', component: 'job', request: { ...REQUEST, batch: true } })
  return engine
}

function ask(engine: Engine, atUs: number, name: string, cpus: number): void {
  const component = name.slice(0, name.indexOf('-'))
  const who = { pod: `g/z/${name}`, game: 'g', zone: 'z', component }
  engine.observe({ atUs, kind: 'request', ...who, cpus, memoryMib: 64, cause: 'launch' })
}

function words(decisions: readonly Decision[]): string[] {
  return decisions.map((each) => {
    const host = each.kind === 'refuse' ? '' : ` h${each.holding.host + 1}`
    return `${each.kind} ${each.pod.name.slice(4)}${host} ${each.cause}`
  })
}

test('batch pods come after all game pods of a round, however long they wait', () => {
  const engine = emptyEngine()
  ask(engine, 0, 'job-0', 16)
  engine.observe({ atUs: 0, kind: 'cordon', host: 'h1' })
  engine.observe({ atUs: 0, kind: 'cordon', host: 'h2' })
  engine.decide(0)
  engine.observe({ atUs: 1, kind: 'uncordon', host: 'h1' })
  ask(engine, 1, 'game-0', 10)
  expect(words(engine.decide(1))).toEqual(['place game-0 h1 launch'])
})

test('the host that loses fewest pods, then fewest Cpus; those wanted longest stay; the others wait again', () => {
  const engine = emptyEngine()
  for (const [i, cpus] of [6, 4, 6].entries()) ask(engine, i, `job-${i}`, cpus)
  engine.decide(2)
  ask(engine, 3, 'job-3', 14)
  engine.decide(3)
  ask(engine, 4, 'game-0', 6)
  expect(words(engine.decide(4))).toEqual([
    'release job-2 h1 preempted',
    'place game-0 h1 launch',
    'refuse job-2 recover',
  ])
  ask(engine, 5, 'game-1', 16)
  expect(words(engine.decide(5)).slice(0, 2)).toEqual(['release job-3 h2 preempted', 'place game-1 h2 launch'])
  ask(engine, 6, 'game-2', 11)
  expect(words(engine.decide(6))).toEqual(['refuse game-2 launch'])
  expect(engine.pendingCount).toBe(3)
})

test('game pods never give way, and batch pods take nothing from anyone', () => {
  const engine = emptyEngine()
  ask(engine, 0, 'game-0', 16)
  ask(engine, 0, 'job-0', 16)
  engine.decide(0)
  ask(engine, 1, 'job-1', 1)
  expect(words(engine.decide(1))).toEqual(['refuse job-1 launch'])
  engine.observe({ atUs: 2, kind: 'cordon', host: 'h2' })
  ask(engine, 2, 'game-1', 1)
  expect(words(engine.decide(2))).toEqual(['refuse game-1 launch'])
})

test('a refused pod preempts as soon as a host would do, and a fork of it leaves no trace', () => {
  const engine = emptyEngine()
  engine.observe({ atUs: 0, kind: 'cordon', host: 'h1' })
  ask(engine, 0, 'job-0', 8)
  engine.decide(0)
  engine.observe({ atUs: 1, kind: 'cordon', host: 'h2' })
  ask(engine, 1, 'game-0', 16)
  expect(words(engine.decide(1))).toEqual(['refuse game-0 launch'])
  const before = engine.columns()
  const uncordoned = (what: Engine): string[] => {
    what.observe({ atUs: 2, kind: 'uncordon', host: 'h2' })
    return words(what.decide(2))
  }
  const expected = ['release job-0 h2 preempted', 'place game-0 h2 launch', 'refuse job-0 recover']
  expect(engine.withFork(uncordoned)).toEqual(expected)
  expect(engine.columns()).toEqual(before)
  expect(uncordoned(engine)).toEqual(expected)
})
