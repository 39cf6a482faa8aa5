import { describe, expect, it } from 'vitest'
import { digestOf } from '../../../src/live/plans/canonical.ts'
import { parsePlanText } from '../../../src/model/parse/plan.ts'
import { jsonSchema } from '../../../src/model/parse/schemas.ts'
import type { Plan } from '../../../src/model/plan.ts'
import { benchOf, created } from '../live/plans/bench-of-plans.ts'
import { pending, running, snapshotOf } from '../live/plans/snapshot.ts'
import { faultsOfSchema } from './json-schema.ts'

/** A plan as the service makes it, with every kind of step but create, and one refusal. */
async function realPlan(): Promise<Plan> {
  const small = { host: 'h1', cpus: 2 } as const
  const pods = [
    running('a/1', { ...small, first: 0, octet: 10, memoryMib: 4000 }),
    running('a/2', { ...small, first: 2, octet: 11, memoryMib: 4000 }),
    running('a/3', { ...small, numa: 1, first: 0, octet: 12 }),
    pending('a/0', { cpus: 4, memoryMib: 8000 }),
    pending('a/9', { cpus: 400, memoryMib: 8000 }),
  ]
  return created(benchOf(snapshotOf(2, pods)), [
    { kind: 'bind' },
    { kind: 'release', pod: 'a/1' },
    { kind: 'resize', pod: 'a/2', cpus: 1, memoryMib: 2000 },
    { kind: 'migrate', pod: 'a/3' },
  ])
}

describe('a plan in a file', () => {
  it('is read as it was made, and keeps the published schema', async () => {
    const plan = await realPlan()
    expect(plan.spec.steps.map(({ kind }) => kind).sort()).toEqual(['bind', 'migrate', 'release', 'resize'])
    expect(plan.spec.refusals).toHaveLength(1)
    expect(parsePlanText(JSON.stringify(plan))).toEqual({ ok: true, value: JSON.parse(JSON.stringify(plan)) })
    expect(faultsOfPlan(plan)).toEqual([])
    const { digest, ...spec } = plan.spec
    expect(digestOf(spec)).toBe(digest)
  })
})

function faultsOfPlan(plan: Plan): readonly string[] {
  return faultsOfSchema(jsonSchema('Plan'), JSON.parse(JSON.stringify(plan)))
}
