import { describe, expect, it } from 'vitest'
import type { LossHost } from '../../../simulator/planner/loss-cases.ts'
import { LossInstants } from '../../../simulator/planner/loss-instants.ts'
import { AskedCount, type AskedCpus } from '../../../simulator/record/asked-cpus.ts'
import { DemandScopes } from '../../../simulator/record/demand-scopes.ts'
import type { Event } from '../../../src/model/event.ts'
import type { LossCase } from '../../../src/model/fleet-plan.ts'
import { component, game } from './make.ts'

const PLACES = ['a', 'b'].map((idc) => ({ region: 'r', idc, module: `${idc}-m` }))
const pinned = (name: string, idcs: readonly string[]) => {
  const { request, ...rest } = component({ cpus: 1, memoryMib: 1 })
  return game({ name, components: [{ ...rest, name: 'logic', request: { ...request, where: { idcs } } }] })
}
const SCOPES = new DemandScopes(PLACES, [pinned('west', ['a']), pinned('free', [])])

function asked(fromUs: readonly number[], events: readonly (readonly [atUs: number, pod: string, cpus: number])[]) {
  const count = new AskedCount(SCOPES, fromUs)
  const known = new Set<string>()
  for (const [atUs, pod, cpus] of events) {
    const size = { cpus, memoryMib: 1, cause: 'launch' }
    const kind = cpus === 0 ? 'release' : known.has(pod) ? 'resize' : 'request'
    known.add(pod)
    count.observe({ atUs, kind, pod, game: pod.split('/')[0], zone: 'z', component: 'logic', ...size } as Event)
  }
  return count.finish()
}

describe('what is asked for', () => {
  it('is counted by the IDCs where it must lie, most in each stretch of time, placed or not', () => {
    const all = asked(
      [0, 100, 200],
      [
        [10, 'west/1', 4],
        [20, 'free/1', 8],
        [30, 'west/1', 6],
        [40, 'free/1', 0],
        [150, 'west/2', 1],
      ],
    )
    const peaks = (...each: readonly (readonly [number, number])[]) => each.map(([atUs, cpus]) => ({ atUs, cpus }))
    expect(all).toEqual([
      { idcs: ['a', 'b'], peaks: peaks([30, 14], [150, 7], [200, 7]) },
      { idcs: ['a'], peaks: peaks([30, 6], [150, 7], [200, 7]) },
    ])
  })
})

describe('a loss comes', () => {
  const host = (idc: string, number: number, stint: Partial<LossHost> = {}): LossHost => {
    const domains = { idc, module: `${idc}-m`, rack: `${idc}-r`, topology: 't' }
    return { name: `${idc}${number}`, ...domains, allocatable: { cpus: 8 }, ...stint }
  }
  const lost = (domain: LossCase['domain'], ...names: readonly string[]): LossCase => ({ domain, names, downUs: 1 })
  const peaks = (...cpus: readonly number[]) => cpus.map((each, i) => ({ atUs: 100 * i + 10, cpus: each }))
  const of = (
    hosts: readonly LossHost[],
    loss: LossCase,
    whole: readonly number[],
    own: readonly number[] = whole.map(() => 0),
  ) => {
    const all: readonly AskedCpus[] = [
      { idcs: ['a', 'b'], peaks: peaks(...whole) },
      { idcs: ['a'], peaks: peaks(...own) },
    ]
    return new LossInstants(
      hosts,
      whole.map((_, i) => 100 * i),
    ).of(loss, all)
  }
  const two = [host('a', 1), host('a', 2), host('b', 1), host('b', 2)]

  it('when most is asked for of its IDC, not of all', () => {
    expect(of(two, lost('host', 'a1'), [8, 14], [7, 2])).toBe(10)
    expect(of(two, lost('host', 'b1'), [8, 14], [7, 2])).toBe(110)
  })

  it('when least is left, in months with few hosts as well', () => {
    const later = [host('b', 1), ...[2, 3, 4].map((n) => host('b', n, { arrivesUs: 100 }))]
    expect(of(later, lost('host', 'b1'), [4, 20])).toBe(10)
  })

  it('while some of what it takes is there', () => {
    const hosts = [...two, host('a', 3, { arrivesUs: 100, leavesUs: 200 })]
    expect(of(hosts, lost('host', 'a3'), [30, 8, 30])).toBe(110)
  })

  it('of a whole IDC when most is asked for of all', () => {
    expect(of(two, lost('idc', 'a'), [8, 14], [7, 2])).toBe(110)
  })

  it('at once after everything has come, and first of instants that are alike', () => {
    expect(of(two, lost('module', 'b-m'), [9, 9])).toBe(10)
    expect(
      new LossInstants(two, [0]).of(lost('host', 'a1'), [{ idcs: ['a', 'b'], peaks: [{ atUs: 0, cpus: 1 }] }]),
    ).toBe(1)
  })
})
