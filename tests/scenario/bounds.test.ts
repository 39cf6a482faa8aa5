import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { PROFILE_NAMES } from '../../src/model/profile-names.ts'
import { compact, compactionBound, SEEDS } from '../bench/bounds/compaction.ts'
import { type Instance, readInstances } from '../bench/bounds/instance.ts'
import { optimumOf } from '../bench/bounds/optimum.ts'
import { PatternLp } from '../bench/bounds/pattern-bound.ts'
import { place } from '../bench/bounds/place.ts'
import { Solver } from '../bench/bounds/solver.ts'
import { relaxed } from './relaxed.ts'

const INSTANCES = readInstances(
  join(import.meta.dirname, '../bench/bounds/instances'),
  join(import.meta.dirname, '../../scenarios'),
)

function named(holds: (instance: Instance) => boolean): readonly (readonly [string, Instance])[] {
  return INSTANCES.filter(holds).map((instance) => [instance.name, instance] as const)
}

let solver: Solver
beforeAll(async () => {
  solver = await Solver.load()
})

describe.each(named(({ size }) => size === 'small'))('%s', (_, instance) => {
  it('has bound ≤ optimum ≤ every placement, and the auditor finds nothing in one', () => {
    const { hosts } = new PatternLp(solver, instance).bound()
    const optimum = optimumOf(solver, instance, instance.fleet.hosts.length, 60)
    expect(optimum?.isProven).toBe(true)
    expect(hosts).toBeLessThanOrEqual(optimum?.hosts ?? 0)
    for (const profile of PROFILE_NAMES) {
      for (const seed of SEEDS.slice(0, 5)) {
        const placement = place(instance, profile, seed, { isAudited: true })
        expect(placement.violations).toEqual([])
        if (placement.refused === 0) expect(placement.hosts).toBeGreaterThanOrEqual(optimum?.hosts ?? 0)
      }
    }
  })
})

describe.each(named(({ binds }) => binds.length > 0))('%s', (_, instance) => {
  it('is hard for what it says: without it the bound is lower', () => {
    const without = instance.binds.reduce(relaxed, instance)
    const [value, lower] = [instance, without].map((one) => new PatternLp(solver, one).bound().value)
    expect(lower).toBeLessThan(value - 0.1)
  })
})

describe.each(named(() => true))('%s', (_, instance) => {
  it('is placed whole by pack, as the auditor agrees, and compacted to no less than its bound', () => {
    const lp = new PatternLp(solver, instance)
    const placement = place(instance, 'pack', 1, { isAudited: true })
    expect(placement).toMatchObject({ refused: 0, violations: [] })
    expect(placement.hosts).toBeGreaterThanOrEqual(lp.bound().hosts)
    const compacted = compact(instance, 'pack', 1)
    expect(compacted).toBeGreaterThanOrEqual(compactionBound(lp, instance, 1) ?? Number.POSITIVE_INFINITY)
  })
})
