import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hostFaultsOf } from '../../../simulator/fault/host-faults.ts'
import { US_PER_DAY, US_PER_HOUR, US_PER_YEAR } from '../../../src/base/units.ts'
import type { DomainFault } from '../../../src/model/fault.ts'
import type { Fleet } from '../../../src/model/fleet.ts'
import { busy, run } from './busy.ts'
import { fleet, scenario } from './make.ts'

const numbered = (kind: string, at: number): string => `${kind}${String(Math.floor(at)).padStart(2, '0')}`

/** Racks of two hosts, modules of two racks, IDCs of two modules. */
function tiered(hostCount: number): Fleet {
  const { hosts, segments, pools } = fleet(hostCount)
  const placed = hosts.map((host, i) => ({
    ...host,
    rack: numbered('r', i / 2),
    module: numbered('m', i / 4),
    idc: numbered('i', i / 8),
  }))
  const modules = [...new Set(placed.map(({ module }) => module))]
  return { hosts: placed, segments, pools: pools.map((pool) => ({ ...pool, boundTo: { modules } })) }
}

const crowded = { ...busy, fleet: tiered(9) }

const someFaults = fc.array(
  fc.record({
    atUs: fc.integer({ min: 1, max: 19_000 }),
    domain: fc.constantFrom('rack' as const, 'module' as const, 'idc' as const),
    host: fc.integer({ min: 0, max: 8 }),
    downUs: fc.integer({ min: 1, max: 5000 }),
  }),
  { minLength: 1, maxLength: 4 },
)
const faultsOf = (drawn: readonly { atUs: number; domain: DomainFault['domain']; host: number; downUs: number }[]) =>
  drawn.map(({ atUs, domain, host, downUs }): DomainFault => {
    return { atUs, domain, name: crowded.fleet.hosts[host][domain], downUs }
  })

describe('a domain that is lost', () => {
  it('is its hosts lost one by one at that instant: the same events, the same decisions', () => {
    fc.assert(
      fc.property(someFaults, (drawn) => {
        const domainFaults = faultsOf(drawn)
        const hosts = domainFaults.flatMap(({ atUs, domain, name, downUs }) => {
          const lost = crowded.fleet.hosts.filter((host) => host[domain] === name)
          return lost.map((host) => ({ atUs, host: host.name, downUs }))
        })
        const whole = run({ ...crowded, domainFaults }, 1)
        const apart = run({ ...crowded, hostFaults: [...crowded.hostFaults, ...hosts] }, 1)
        expect(whole.events).toEqual(apart.events)
        expect(whole.decisions).toEqual(apart.decisions)
        expect(whole.events.filter(({ kind }) => kind === 'host-lost').length).toBeGreaterThanOrEqual(1)
      }),
      { numRuns: 25, seed: 6 },
    )
  })
})

describe('random losses of domains', () => {
  const decade = scenario({
    durationUs: 10 * US_PER_YEAR,
    fleet: tiered(80),
    domainLossRates: [{ domain: 'rack', perYear: 1.5, downUs: { fromUs: US_PER_HOUR, toUs: US_PER_DAY } }],
  })
  const faults = hostFaultsOf(decade, 1)

  it('come at the rate asked for, for both hosts of a rack at one instant', () => {
    // 40 racks over ten years: Poisson with mean 600, four standard deviations.
    expect(Math.abs(faults.length / 2 - 600)).toBeLessThan(4 * Math.sqrt(600))
    for (let i = 0; i < faults.length; i += 2) {
      const [one, other] = [faults[i], faults[i + 1]]
      expect([other.atUs, other.downUs]).toEqual([one.atUs, one.downUs])
      expect(Math.floor(Number(one.host.slice(1)) / 2)).toBe(Math.floor(Number(other.host.slice(1)) / 2))
    }
  })

  it('of one rack do not move when others are added, nor do losses of hosts', () => {
    const fewer = hostFaultsOf({ ...decade, fleet: tiered(24) }, 1)
    const names = new Set(tiered(24).hosts.map(({ name }) => name))
    expect(fewer).toEqual(faults.filter(({ host }) => names.has(host)))
    const hostLossRate = { perHostYear: 1, downUs: { fromUs: US_PER_HOUR, toUs: US_PER_DAY } }
    const both = hostFaultsOf({ ...decade, hostLossRate }, 1)
    const own = hostFaultsOf({ ...decade, hostLossRate, domainLossRates: [] }, 1)
    expect(both.length).toBe(own.length + faults.length)
    for (const fault of own) expect(both).toContainEqual(fault)
  })
})
