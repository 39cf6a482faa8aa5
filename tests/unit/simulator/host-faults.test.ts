import { describe, expect, it } from 'vitest'
import { drawUs } from '../../../simulator/draw.ts'
import { hostFaultsOf } from '../../../simulator/fault/host-faults.ts'
import { randomStream } from '../../../src/base/random.ts'
import { US_PER_DAY, US_PER_HOUR } from '../../../src/base/units.ts'
import { fleet, scenario } from './make.ts'

const year = scenario({
  durationUs: 365 * US_PER_DAY,
  fleet: fleet(200),
  hostLossRate: { perHostYear: 3, downUs: { fromUs: US_PER_HOUR, toUs: 4 * US_PER_HOUR } },
})

describe('a drawn duration', () => {
  it('reaches both ends of its range', () => {
    const stream = randomStream(1, 'durations')
    const drawn = new Set(Array.from({ length: 200 }, () => drawUs(stream, { fromUs: 5, toUs: 8 })))
    expect([...drawn].sort()).toEqual([5, 6, 7, 8])
  })
})

describe('host faults', () => {
  const faults = hostFaultsOf(year, 1)

  it('come at about the rate asked for', () => {
    // Poisson with mean 600: four standard deviations.
    expect(Math.abs(faults.length - 600)).toBeLessThan(4 * Math.sqrt(600))
  })

  it('last as long as drawn, also beyond 32 bits of microseconds', () => {
    const downs = faults.map((fault) => fault.downUs)
    expect(Math.min(...downs)).toBeGreaterThanOrEqual(US_PER_HOUR)
    expect(Math.max(...downs)).toBeLessThanOrEqual(4 * US_PER_HOUR)
    const mean = downs.reduce((sum, down) => sum + down, 0) / downs.length
    expect(Math.abs(mean / US_PER_HOUR - 2.5)).toBeLessThan(0.2)
  })

  it('fall on a host only while it is up: half the time when it is down as long as it is up', () => {
    const yearUs = 365 * US_PER_DAY
    const rate = { perHostYear: 100, downUs: { fromUs: yearUs / 100, toUs: yearUs / 100 } }
    // About 50 for each of 200 hosts instead of 100.
    const count = hostFaultsOf({ ...year, hostLossRate: rate }, 1).length
    expect(Math.abs(count - 10_000)).toBeLessThan(400)
  })

  it('ascend by time, then host, and never overlap on a host', () => {
    const upAgain = new Map<string, number>()
    for (let i = 0; i < faults.length; i++) {
      const { atUs, host, downUs } = faults[i]
      if (i > 0) expect(atUs).toBeGreaterThanOrEqual(faults[i - 1].atUs)
      expect(atUs).toBeGreaterThan(upAgain.get(host) ?? 0)
      upAgain.set(host, atUs + downUs)
    }
  })

  it('of one host do not move when others are added', () => {
    const fewer = hostFaultsOf({ ...year, fleet: fleet(50) }, 1)
    const names = new Set(fleet(50).hosts.map((host) => host.name))
    expect(fewer).toEqual(faults.filter((fault) => names.has(fault.host)))
  })

  it('differ under another seed', () => {
    expect(hostFaultsOf(year, 2)).not.toEqual(faults)
  })

  it('keep the listed ones among them, those of one instant by host', () => {
    const listed = ['h003', 'h001', 'h002'].map((host) => ({ atUs: 5, host, downUs: 7 }))
    expect(hostFaultsOf(scenario({ hostFaults: listed }), 1).map((fault) => fault.host)).toEqual([
      'h001',
      'h002',
      'h003',
    ])
  })
})
