import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseCpuList } from '../../src/base/cpu-list.ts'
import { createEngine } from '../../src/engine/engine.ts'
import type { Explanation, ResizeInPlace } from '../../src/model/explanation.ts'
import type { Fleet, Host } from '../../src/model/fleet.ts'
import type { Decision, Holding } from '../../src/model/holding.ts'
import { instantsOf } from '../../src/prove/drive.ts'
import { worldsOf } from '../../src/prove/worlds.ts'
import { machines } from './machines.ts'
import { runs } from './seed.ts'

const LISTED = 4

test('what explains a decision is what was decided, whoever asks and whenever', () => {
  const seen = new Map<string, number>()
  const count = (word: string): unknown => seen.set(word, (seen.get(word) ?? 0) + 1)
  fc.assert(
    fc.property(worldsOf({ machines, commandsMax: 40, profile: null }), ({ fleet, components, commands }) => {
      const engine = createEngine(fleet)
      const alone = createEngine(fleet)
      for (const { atUs, events } of instantsOf(fleet, components, commands)) {
        for (const event of events) {
          engine.observe(event)
          alone.observe(event)
        }
        const decisions = alone.decide(atUs)
        const pods = new Set(decisions.map(({ pod }) => pod.name))
        const explained = new Map([...pods].flatMap((pod) => engine.explain(atUs, pod, LISTED).map((e) => [e.seq, e])))
        expect(engine.decide(atUs)).toEqual(decisions)
        expect([...explained.keys()].every((seq) => decisions.some((decision) => decision.seq === seq))).toBe(true)
        for (const decision of decisions) {
          if (decision.kind === 'release') continue
          const explanation = explained.get(decision.seq) as Explanation
          expect(explanation.pod).toBe(decision.pod.name)
          expectSame(explanation, decision, fleet)
          count(`${explanation.action} ${decision.kind}`)
          for (const host of explanation.ranking) for (const { rule } of host.rules) count(rule)
          if (explanation.tied > 1) count('tied')
        }
      }
      expect(engine.columns()).toEqual(alone.columns())
    }),
    runs(250),
  )
  const words = ['place place', 'migrate migrate', 'resize resize', 'place refuse', 'migrate refuse', 'resize refuse']
  for (const word of [...words, 'Taints', 'Spread', 'Together', 'tied']) {
    expect(seen.get(word) ?? 0, word).toBeGreaterThan(10)
  }
})

type Taken = Exclude<Decision, { kind: 'release' }>

function expectSame(explanation: Explanation, decision: Taken, fleet: Fleet): void {
  const { hosts, refused, feasible, ranking, tied, nearest, action, inPlace } = explanation
  expect(refused.reduce((sum, reason) => sum + reason.hosts, feasible)).toBe(hosts)
  if (decision.kind === 'refuse') {
    expect([action, feasible, refused]).toEqual([decision.action, 0, decision.reasons])
    expect(inPlace?.rooms.some(({ isChosen }) => isChosen) ?? false).toBe(false)
    if (nearest === null) return expect(decision.nearest).toBe(null)
    const { on, ...change } = nearest
    expect(change).toEqual(decision.nearest)
    return expect(on.length).toBe(Math.min(change.hosts, 5))
  }
  expect([action, nearest]).toEqual([decision.kind, null])
  if (action === 'resize') {
    expect([feasible, ranking]).toEqual([1, []])
    return expectStands(inPlace as ResizeInPlace, decision.holding, fleet.hosts[decision.holding.host])
  }
  expect(inPlace).toBe(null)
  expect(ranking.length).toBe(Math.min(feasible, LISTED))
  expect(ranking[0].host).toBe(fleet.hosts[decision.holding.host].name)
  const standsOn = decision.holding.memoryMib.flatMap((mib, numa) => (mib > 0 ? [numa] : []))
  expect(ranking[0].numaNodes).toEqual(expect.arrayContaining(standsOn))
  for (const [i, host] of ranking.entries()) {
    const scored = host.scores.reduce((sum, { score, weight }) => sum + score * weight, 0)
    expect(host.total).toBe(host.rules.reduce((sum, { points }) => sum + points, scored))
    expect(host.scores.every(({ score }) => score >= 0)).toBe(true)
    if (i > 0) expect(host.total).toBeLessThanOrEqual(ranking[i - 1].total)
    expect(host.total === ranking[0].total).toBe(i < tied)
  }
}

/** The NumaNodes that are said to be chosen have all of the pod, and what was said to stay there stays. */
function expectStands({ heldCpus, rooms }: ResizeInPlace, holding: Holding, { numaNodes }: Host): void {
  const before = parseCpuList(heldCpus) ?? []
  for (const { numa, heldCpus: heldCount, keptBy, isChosen } of rooms) {
    const own = numaNodes[numa].cores.flat()
    const had = before.filter((cpu) => own.includes(cpu))
    const has = holding.cpus.filter((cpu) => own.includes(cpu))
    expect(had.length).toBe(heldCount)
    if (!isChosen) expect([has.length, holding.memoryMib[numa], keptBy]).toEqual([0, 0, []])
    if (keptBy.includes('cpus')) expect(has).toEqual(expect.arrayContaining(had))
  }
}
