import fc from 'fast-check'
import { expect, test } from 'vitest'
import { keepFeasible } from '../../src/engine/choose/keep-feasible.ts'
import { chooseNumaNodes } from '../../src/engine/choose/numa.ts'
import { createScoreBatch } from '../../src/engine/choose/score-batch.ts'
import { FILTERS } from '../../src/engine/filter/filters.ts'
import { buildPodClass } from '../../src/engine/pod-class.ts'
import { HostTable } from '../../src/engine/state/host-table.ts'
import { sizeOf } from '../../src/model/size.ts'
import { requests } from '../../src/prove/arbitraries.ts'
import { fleets } from '../../src/prove/fleets.ts'
import { runs } from './seed.ts'

test('the fast way through the rows keeps what the filters and the NumaNode choice keep', () => {
  const limits = fc.option(fc.integer({ min: 0, max: 2 }), { nil: null })
  let refused = 0
  fc.assert(
    fc.property(fleets, requests, fc.nat(127), limits, fc.boolean(), (fleet, request, down, limit, packs) => {
      const hosts = new HostTable(fleet)
      for (let host = 0; host < hosts.hostCount; host++) if ((down >>> host) & 1) hosts.setState(host, 0)
      const counts = Int32Array.from({ length: hosts.hostCount }, (_, host) => host % 3)
      const klass = buildPodClass(hosts, request, {
        size: sizeOf(request),
        packs,
        kept: null,
        hostRule: { counts, limit, weight: 0 },
      })
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
