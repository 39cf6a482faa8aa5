import fc from 'fast-check'
import { expect, test } from 'vitest'
import { estimateStock } from '../../src/engine/choose/estimate-stock.ts'
import { keepFeasible } from '../../src/engine/choose/keep-feasible.ts'
import { chooseNumaNodes } from '../../src/engine/choose/numa.ts'
import { createScoreBatch } from '../../src/engine/choose/score-batch.ts'
import { ScoreBoard } from '../../src/engine/choose/score-board.ts'
import { INFEASIBLE, scoreHosts } from '../../src/engine/choose/score-hosts.ts'
import { settleStock } from '../../src/engine/choose/score-stock.ts'
import { FILTERS } from '../../src/engine/filter/filters.ts'
import { buildPodClass } from '../../src/engine/pod-class.ts'
import { profileOf } from '../../src/engine/profiles.ts'
import { HostTable } from '../../src/engine/state/host-table.ts'
import { countOn, type HostRule } from '../../src/engine/state/spread-groups.ts'
import { SCORE_NAMES } from '../../src/model/profile.ts'
import { sizeOf } from '../../src/model/size.ts'
import { requests } from '../../src/prove/arbitraries.ts'
import { fleets } from '../../src/prove/fleets.ts'
import { runs } from './seed.ts'

/** A rule that counts 0, 1 and 2 pods on the hosts in turn. */
function hostRuleOf({ hostCount }: HostTable, limit: number | null, weight: number): HostRule {
  const rule = { counts: new Int32Array(hostCount), occupied: new Int32Array(1 + (hostCount >>> 5)), limit, weight }
  for (let host = 0; host < hostCount; host++) countOn(rule, host, host % 3)
  return rule
}

test('the fast way through the rows keeps what the filters and the NumaNode choice keep', () => {
  const limits = fc.option(fc.integer({ min: 0, max: 2 }), { nil: null })
  let refused = 0
  fc.assert(
    fc.property(fleets, requests, fc.nat(127), limits, fc.boolean(), (fleet, request, down, limit, packs) => {
      const hosts = new HostTable(fleet)
      for (let host = 0; host < hosts.hostCount; host++) if ((down >>> host) & 1) hosts.setState(host, 0)
      const hostRule = hostRuleOf(hosts, limit, 0)
      const klass = buildPodClass(hosts, request, { size: sizeOf(request), packs, kept: null, hostRule })
      const batch = createScoreBatch(hosts.hostCount)
      batch.count = hosts.hostCount
      for (let host = 0; host < hosts.hostCount; host++) batch.hosts[host] = host
      keepFeasible(hosts, klass, batch)
      const kept = Array.from({ length: batch.count }, (_, i) => [batch.hosts[i], batch.numaMasks[i]])
      const expected = Array.from({ length: hosts.hostCount }, (_, host) => {
        const passes = FILTERS.every((filter) => filter.passes(hosts, host, klass))
        return [host, passes ? chooseNumaNodes(hosts, host, klass) : 0]
      }).filter(([, numaMask]) => numaMask !== 0)
      expect(kept).toEqual(expected)
      refused += hosts.hostCount - kept.length
    }),
    runs(400),
  )
  expect(refused).toBeGreaterThan(400)
})

test('estimates of stock profiles are never too low and settle at what the plug-ins give one by one', () => {
  const weights = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 6, maxLength: 6 })
  let scored = 0
  fc.assert(
    fc.property(fleets, requests, weights, fc.nat(3), fc.boolean(), (fleet, request, weighed, ruleWeight, packs) => {
      const hosts = new HostTable(fleet)
      const hostRule = hostRuleOf(hosts, 2, ruleWeight)
      const klass = buildPodClass(hosts, request, { size: sizeOf(request), packs, kept: null, hostRule })
      const scores = SCORE_NAMES.map((plugin, i) => ({ plugin, weight: weighed[i] })).filter(({ weight }) => weight > 0)
      const profile = profileOf({ name: 'drawn', packs, scores })
      const all = Int32Array.from({ length: hosts.hostCount }, (_, host) => host)
      const one = createScoreBatch(hosts.hostCount)
      one.hosts.set(all)
      one.count = hosts.hostCount
      scoreHosts(hosts, klass, profile, one)
      const expected = new Array<number>(hosts.hostCount).fill(INFEASIBLE)
      for (let i = 0; i < one.count; i++) expected[one.hosts[i]] = one.scores[i]
      const { weights: stock } = profile
      if (stock === null) throw new Error('a profile of stock plug-ins has their weights')
      const board = new ScoreBoard(hosts.hostCount, INFEASIBLE, () => INFEASIBLE)
      estimateStock(hosts, klass, stock, all, hosts.hostCount, board)
      for (const host of all) {
        const estimate = board.columns.scores[host]
        expect(estimate).toBeGreaterThanOrEqual(expected[host])
        if (estimate !== INFEASIBLE) expect(settleStock(hosts, klass, stock, host, estimate)).toBe(expected[host])
      }
      scored += one.count
    }),
    runs(400),
  )
  expect(scored).toBeGreaterThan(100)
})
