import { expect, test } from 'vitest'
import { formatCpuList } from '../../../src/base/cpu-list.ts'
import { createEngine, type Engine } from '../../../src/engine/engine.ts'
import type { Decision } from '../../../src/model/holding.ts'
import type { PodRequest } from '../../../src/model/request.ts'
import { sizeOf, wordsOfSize } from '../../../src/model/size.ts'
import { fleetOf, PLAIN, smtHost } from './small-fleet.ts'

/** One host of 16 Cpus in two NumaNodes, cores {0,8} … {7,15}, and a way to ask it for one pod after another. */
function placer(): { engine: Engine; place: (request: Partial<PodRequest>) => Decision } {
  const engine = createEngine(fleetOf([smtHost('h')]))
  let count = 0
  const place = (change: Partial<PodRequest>): Decision => {
    const atUs = count++
    const who = { game: 'g', component: `c${atUs}` }
    const request = { ...PLAIN, numa: 'preferred', ...change } as const
    engine.observe({ atUs, kind: 'component', ...who, request })
    const size = wordsOfSize(sizeOf(request))
    engine.observe({ atUs, kind: 'request', pod: `g/z/p-${atUs}`, zone: 'z', ...who, ...size, cause: 'launch' })
    return engine.decide(atUs)[0]
  }
  return { engine, place }
}

const cpusOf = (decision: Decision): string | null =>
  decision.kind === 'place' || decision.kind === 'resize' ? formatCpuList(decision.holding.cpus) : null
const refused = (decision: Decision) =>
  decision.kind === 'refuse' ? [decision.reasons[0].filter, decision.nearest] : null

test('shared Cpus take no Cpu of their own, and exclusive ones leave room for all shares', () => {
  const { place } = placer()
  const shared = place({ cpus: 0, cpuMilli: 2500 })
  expect(shared).toMatchObject({ kind: 'place', holding: { cpus: [], cpuMilli: 2500 } })
  expect(refused(place({ cpus: 14 }))).toEqual(['Cpus', { resource: 'cpus', amount: 1, hosts: 1 }])
  expect(place({ cpus: 13 }).kind).toBe('place')
  expect(place({ cpus: 0, cpuMilli: 500 }).kind).toBe('place')
  expect(refused(place({ cpus: 0, cpuMilli: 1 }))).toEqual(['Cpus', { resource: 'cpus', amount: 1, hosts: 1 }])
})

test('full cores are whole, and a count that they do not make up fits nowhere', () => {
  const { place } = placer()
  expect(cpusOf(place({ cpus: 1, numa: 'single' }))).toBe('0')
  expect(cpusOf(place({ cpus: 4, fullCores: true, numa: 'single' }))).toBe('1-2,9-10')
  expect(refused(place({ cpus: 3, fullCores: true }))).toEqual(['Cpus', null])
  expect(refused(place({ cpus: 12, fullCores: true }))).toEqual(['Cpus', { resource: 'cpus', amount: 2, hosts: 1 }])
})

test('an even spread goes over all NumaNodes, what does not divide where most is free', () => {
  const { engine, place } = placer()
  place({ cpus: 1, memoryMib: 100, numa: 'single' })
  const spread = place({ cpus: 5, memoryMib: 301, numa: 'spread' })
  expect(cpusOf(spread)).toBe('1,4-5,9,12')
  expect(spread).toMatchObject({ holding: { memoryMib: [150, 151] } })
  const size = { cpus: 8, memoryMib: 301, cause: 'load' } as const
  engine.observe({ atUs: 9, kind: 'resize', pod: 'g/z/p-1', ...size })
  expect(cpusOf(engine.decide(9)[0])).toBe('1-2,4-5,9-10,12-13')
})
