import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FILTERS, passesAll } from '../../src/engine/filter/filters.ts'
import { buildPodClass } from '../../src/engine/pod-class.ts'
import { HostTable } from '../../src/engine/state/host-table.ts'
import { fleets, requests } from './arbitraries.ts'
import { runs } from './seed.ts'

test('the written-out chain of filters says what the list of filters says', () => {
  const limits = fc.option(fc.integer({ min: 0, max: 2 }), { nil: null })
  let refused = 0
  fc.assert(
    fc.property(fleets, requests, fc.nat(127), limits, (fleet, request, down, limit) => {
      const hosts = new HostTable(fleet)
      for (let host = 0; host < hosts.hostCount; host++) if ((down >>> host) & 1) hosts.setUp(host, false)
      const counts = Int32Array.from({ length: hosts.hostCount }, (_, host) => host % 3)
      const { cpus, memoryMib } = request
      const klass = buildPodClass(hosts, request, {
        cpus,
        memoryMib,
        packs: true,
        hostRule: { counts, limit, weight: 0 },
      })
      for (let host = 0; host < hosts.hostCount; host++) {
        const verdict = FILTERS.every((filter) => filter.passes(hosts, host, klass))
        expect(passesAll(hosts, host, klass)).toBe(verdict)
        if (!verdict) refused++
      }
    }),
    runs(400),
  )
  expect(refused).toBeGreaterThan(400)
})
