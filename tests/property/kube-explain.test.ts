import fc from 'fast-check'
import { expect, test } from 'vitest'
import { KubeDefault } from '../../src/engine/kube-default/kube-default.ts'
import { startFaults } from '../../src/engine/kube-default/start-faults.ts'
import type { Explanation } from '../../src/model/explanation.ts'
import type { Fleet } from '../../src/model/fleet.ts'
import type { Decision } from '../../src/model/holding.ts'
import { instantsOf } from '../../src/prove/drive.ts'
import { worldsOf } from '../../src/prove/worlds.ts'
import { baselines, storyOf } from './baselines.ts'
import { machines } from './machines.ts'
import { runs } from './seed.ts'

/** What an explanation says is what was decided, and its figures add up. Returns what kind of decision it was. */
function check({ hosts: all }: Fleet, decision: Decision, explanation: Explanation): string {
  const { kube, refused, feasible, hosts, ranking, tied } = explanation
  if (kube === undefined) throw new Error('stock Kubernetes is explained as such')
  expect(refused.reduce((sum, each) => sum + each.hosts, feasible + kube.unseen)).toBe(hosts)
  for (const { words = [], hosts: count } of refused) {
    expect(words.every((word) => word.text !== '' && word.hosts <= count)).toBe(true)
  }
  for (const { total, scores } of ranking) {
    expect(scores.reduce((sum, { score, weight }) => sum + score * weight, 0)).toBe(total)
    expect(scores.every(({ score }) => Number.isInteger(score) && score >= 0 && score <= 100)).toBe(true)
  }
  const node = all.findIndex(({ name }) => name === kube.node)
  const { admission } = kube
  if (node < 0) {
    expect([feasible, admission, decision.kind]).toEqual([0, null, 'refuse'])
    expect(kube.message).toMatch(/are available|no nodes available/)
    return 'nowhere'
  }
  if (kube.victims.length > 0) {
    expect([feasible, ranking, admission?.host]).toEqual([0, [], kube.node])
    expect(
      decision.kind === 'place' ? decision.holding.host : decision.kind === 'refuse' && decision.failure?.host,
    ).toBe(node)
    return 'preempting'
  }
  const best = ranking.slice(0, tied).map(({ host }) => host)
  expect(kube.tie === 'name' ? best[0] : best).toEqual(
    kube.tie === 'name' ? kube.node : expect.arrayContaining([kube.node]),
  )
  expect(ranking.filter(({ total }) => total === ranking[0].total)).toHaveLength(tied)
  expect(admission?.host).toBe(kube.node)
  const { failure = null, alignments = [] } = admission ?? {}
  const refusedBy = alignments.filter(({ isAdmitted }) => !isAdmitted).length
  expect(refusedBy).toBe(failure?.reason === 'TopologyAffinityError' ? 1 : 0)
  if (decision.kind === 'place') {
    expect([decision.holding.host, failure]).toEqual([node, null])
    return alignments.length > 0 ? 'aligned' : 'placed'
  }
  expect(decision.kind === 'refuse' && decision.failure).toEqual({ host: node, reason: failure?.reason })
  expect(failure?.message === '').toBe(/^(No|CpuHeldTwice)/.test(failure?.reason ?? ''))
  return failure?.reason ?? ''
}

test('an explanation of stock Kubernetes says what it decides, and looking changes nothing', () => {
  const counts = new Map<string, number>()
  const worlds = worldsOf({ machines, commandsMax: 40, profile: 'pack' })
  fc.assert(
    fc.property(worlds, baselines, fc.nat(), (world, baseline, drawn) => {
      const { fleet, components, commands } = world
      if (startFaults(baseline, { fleet }).length > 0) return
      const story = storyOf(instantsOf(fleet, components, commands), 10_000)
      const pods = story.flatMap(({ events }) => events.flatMap((each) => (each.kind === 'request' ? [each.pod] : [])))
      const pod = pods[drawn % Math.max(1, pods.length)] ?? ''
      const [plain, watched] = [new KubeDefault(fleet, baseline), new KubeDefault(fleet, baseline)]
      for (const { atUs, events } of story) {
        if (events.length === 0) continue
        for (const event of events) {
          plain.observe(event)
          watched.observe(event)
        }
        const decided = plain.decide(atUs)
        const { decisions, explanations } = watched.decideAndExplain(atUs, pod, 1000)
        expect(decisions).toEqual(decided)
        const about = decided.filter(
          (each) =>
            each.pod.name === pod && (each.kind === 'place' || (each.kind === 'refuse' && each.action === 'place')),
        )
        expect(explanations.map(({ seq }) => seq)).toEqual(about.map(({ seq }) => seq))
        explanations.forEach((explanation, i) => {
          const word = check(fleet, about[i], explanation)
          counts.set(word, (counts.get(word) ?? 0) + 1)
        })
      }
    }),
    runs(300),
  )
  for (const word of ['placed', 'aligned', 'nowhere', 'TopologyAffinityError', 'NoAddress']) {
    expect(counts.get(word) ?? 0, word).toBeGreaterThan(2)
  }
})
