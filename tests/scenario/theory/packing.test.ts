import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createEngine } from '../../../src/engine/engine.ts'
import type { Fleet } from '../../../src/model/fleet.ts'
import { runs } from '../../property/seed.ts'
import { component, fleet } from '../../unit/simulator/make.ts'

/** Hosts of one NumaNode and nothing but Cpus to run short of: `pack` is best fit. */
const CAPACITY = 16

function bins(count: number): Fleet {
  const made = fleet(count)
  const hosts = made.hosts.map((host) => {
    const cores = Array.from({ length: CAPACITY }, (_, cpu) => [cpu])
    const numaNodes = [{ id: 0, memoryMib: 65536, cores }]
    return { ...host, numaNodes }
  })
  return { ...made, hosts }
}

/** Cpus held on each host in use after pods of those sizes were asked for one by one. */
function packed(sizes: readonly number[]): readonly number[] {
  const engine = createEngine(bins(sizes.length))
  const held = new Map<number, number>()
  for (const [atUs, cpus] of sizes.entries()) {
    const { request } = component({ cpus, memoryMib: 1 })
    engine.observe({ atUs, kind: 'component', game: 'g', component: `c${atUs}`, request })
    const who = { pod: `g/z/c${atUs}-0`, game: 'g', zone: 'z', component: `c${atUs}` }
    engine.observe({ atUs, kind: 'request', ...who, cpus, memoryMib: 1, cause: 'launch' })
    for (const decision of engine.decide(atUs)) {
      if (decision.kind !== 'place') throw new Error(`${decision.kind} of a pod that fits`)
      const { host } = decision.holding
      held.set(host, (held.get(host) ?? 0) + cpus)
    }
  }
  return [...held.values()]
}

/** Fewest hosts that can hold all, by the cheapest way to fill them pod by pod in every order of sets. */
function optimum(sizes: readonly number[]): number {
  const sets = 1 << sizes.length
  const hosts = new Int32Array(sets).fill(sizes.length + 1)
  const last = new Int32Array(sets).fill(CAPACITY)
  hosts[0] = 0
  for (let set = 0; set < sets; set++) {
    for (let item = 0; item < sizes.length; item++) {
      if ((set & (1 << item)) !== 0) continue
      const fits = last[set] + sizes[item] <= CAPACITY
      const count = hosts[set] + (fits ? 0 : 1)
      const fill = fits ? last[set] + sizes[item] : sizes[item]
      const next = set | (1 << item)
      if (count > hosts[next] || (count === hosts[next] && fill >= last[next])) continue
      hosts[next] = count
      last[next] = fill
    }
  }
  return hosts[sets - 1]
}

const sizesUpTo = (maxLength: number, max: number) => fc.array(fc.integer({ min: 1, max }), { minLength: 1, maxLength })

test('best fit needs at least the optimum and at most 1.7 times it (Dósa and Sgall, ICALP 2014)', () => {
  let worst = 0
  fc.assert(
    fc.property(sizesUpTo(11, CAPACITY), (sizes) => {
      const [used, best] = [packed(sizes).length, optimum(sizes)]
      expect(used).toBeGreaterThanOrEqual(best)
      expect(used).toBeLessThanOrEqual(Math.floor(1.7 * best))
      worst = Math.max(worst, used / best)
    }),
    runs(150),
  )
  // The bound is about something: some order of some pods costs hosts.
  expect(worst).toBeGreaterThan(1)
})

test('of the hosts in use at most one is half empty, and pods of small sizes waste less', () => {
  fc.assert(
    fc.property(sizesUpTo(60, CAPACITY), (sizes) => {
      const held = packed(sizes)
      const total = sizes.reduce((sum, cpus) => sum + cpus, 0)
      expect(held.length).toBeGreaterThanOrEqual(Math.ceil(total / CAPACITY))
      expect(held.filter((cpus) => cpus * 2 <= CAPACITY).length).toBeLessThanOrEqual(1)
    }),
    runs(100),
  )
  fc.assert(
    // A pod of at most 1/m of a host opens another only when every host lacks less than that: all but one hold more
    // than m/(m+1) (Johnson et al., SIAM J. Comput. 3, 1974).
    fc.property(sizesUpTo(60, 4), (sizes) => {
      expect(packed(sizes).filter((cpus) => cpus * 5 <= CAPACITY * 4).length).toBeLessThanOrEqual(1)
    }),
    runs(100),
  )
})
