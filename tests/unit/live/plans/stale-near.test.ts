import { describe, expect, it } from 'vitest'
import { makePlan } from '../../../../src/live/plans/make-plan.ts'
import { NO_WRITES, staleFaults } from '../../../../src/live/plans/stale.ts'
import type { PlanSpec } from '../../../../src/model/plan.ts'
import type { ObservedPod } from '../../../../src/model/snapshot.ts'
import { pending, requestFor, running, snapshotOf } from './snapshot.ts'

const QUIET = [running('a/0', { host: 'h3', first: 0, cpus: 4, octet: 200 }), pending('a/1', { cpus: 4 })]

/** Binds a/1 on three hosts of which one other holds something. */
function specOf(): PlanSpec {
  const made = makePlan(requestFor([{ kind: 'bind' }]), snapshotOf(3, QUIET), [])
  if (!made.ok) throw new Error(JSON.stringify(made.faults))
  return made.value
}

function found(spec: PlanSpec, pods: readonly ObservedPod[]): readonly string[] {
  return staleFaults(spec, snapshotOf(3, pods), [], NO_WRITES).map((fault) => fault.found)
}

describe('whether what a plan is to give is free', () => {
  const spec = specOf()
  const [{ after }] = spec.steps
  if (after === null) throw new Error('a/1 is placed')
  const cpu = Number((after.cpus ?? '').split(/[-,]/)[0])
  const numa = cpu % 8 < 4 ? 0 : 1
  const place = { numa, first: cpu - numa * 4, cpus: 1 } as const
  const octet = Number(after.ip?.split('.')[3])

  it('has no fault while it is', () => {
    expect(found(spec, QUIET)).toEqual([])
  })

  it('finds a pod on the same host', () => {
    const other = running('b/0', { host: after.host, ...place, octet: 151 })
    expect(found(spec, [...QUIET, other])).toEqual([expect.stringMatching(/Cpu \d+ of h\d is not/)])
  })

  it('finds a pod with its address on a host that the plan does not touch', () => {
    const host = ['h1', 'h2', 'h3'].find((name) => name !== after.host) as string
    const other = running('b/0', { host, first: 2, cpus: 1, numa: 1, octet })
    expect(found(spec, [...QUIET, other])).toEqual([expect.stringContaining('the address in pool p is not')])
  })

  it('finds what another plan keeps on the same host, and an address that it keeps elsewhere', () => {
    const others = ['h1', 'h2', 'h3'].map((host) => {
      const isSame = host === after.host
      const kept = running('c/0', { host, ...place, octet: isSame ? 152 : octet })
      return { name: 'claimed/other/c/0', step: spec.steps[0], holding: kept.holding as NonNullable<typeof after> }
    })
    for (const other of others) {
      expect(staleFaults(spec, snapshotOf(3, QUIET), [other], NO_WRITES)).toHaveLength(1)
    }
  })
})

describe('a pod that another plan has resized, which is not closed', () => {
  const before = running('a/0', { host: 'h1', first: 0, cpus: 2, octet: 200 })
  /** The plan of one intent on these pods, and the pod as it then is. */
  const resized = (pods: readonly ObservedPod[], cpus: number, kept: Parameters<typeof staleFaults>[2] = []) => {
    const intent = { kind: 'resize', pod: 'a/0', cpus, memoryMib: 1024 } as const
    const made = makePlan(requestFor([intent]), snapshotOf(3, pods), kept)
    if (!made.ok) throw new Error(JSON.stringify(made.faults))
    const [step] = made.value.steps
    const holding = step.after as NonNullable<typeof step.after>
    return { spec: made.value, step, pod: { ...before, cpus, holding } }
  }
  const first = resized([before], 4)
  const holding = before.holding as NonNullable<typeof before.holding>
  const reserved = { name: 'reserved/first/a/0', step: first.step, holding }

  it.each([1, 3, 6])('is resized to %i Cpus by the next', (cpus) => {
    const next = resized([first.pod], cpus, [reserved])
    expect(staleFaults(next.spec, snapshotOf(3, [first.pod]), [reserved], NO_WRITES)).toEqual([])
  })

  it('leaves what the next gives up kept for the way back of the first', () => {
    const small = { ...first.pod, cpus: 1, holding: { ...first.pod.holding, cpus: '0' } }
    const made = makePlan(requestFor([{ kind: 'bind' }]), snapshotOf(1, [small, pending('b/0', { cpus: 1 })]), [])
    if (!made.ok) throw new Error(JSON.stringify(made.faults))
    const [step] = made.value.steps
    const taking = { ...step, after: { ...(step.after as typeof holding), cpus: '1' } }
    const { observed } = made.value
    const faults = staleFaults(
      { ...made.value, observed, steps: [taking] },
      snapshotOf(1, [small, pending('b/0', { cpus: 1 })]),
      [reserved],
      NO_WRITES,
    )
    expect(faults.map(({ found }) => found)).toEqual([expect.stringMatching(/Cpu 1 of h1 is not/)])
  })
})
