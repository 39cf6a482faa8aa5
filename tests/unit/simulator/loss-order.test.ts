import { describe, expect, it } from 'vitest'
import { hostFaultsOf } from '../../../simulator/fault/host-faults.ts'
import type { Scenario } from '../../../src/model/scenario.ts'
import { runScenario } from '../../scenario/run-scenario.ts'
import { component, fleet, game, scenario } from './make.ts'

const AT = 250
/** Hosts h000 to h003, the first two in one rack; all of one module and IDC. */
const four = {
  ...fleet(4),
  hosts: fleet(4).hosts.map((host, i) => ({ ...host, rack: i < 2 ? 'r0' : 'r1' })),
}
const orderOf = (wanted: Partial<Scenario>): string[] =>
  hostFaultsOf(scenario({ fleet: four, ...wanted }), 1).map(({ host, kind, downUs }) => `${host} ${kind} ${downUs}`)

describe('losses at one instant', () => {
  it('happen host by host, of one host the widest first, then the shortest, wherever they are listed', () => {
    const hostFaults = [
      { atUs: AT, host: 'h002', downUs: 9 },
      { atUs: AT, host: 'h000', downUs: 7 },
      { atUs: AT, host: 'h000', downUs: 5 },
    ]
    const domainFaults = [
      { atUs: AT, domain: 'rack' as const, name: 'r0', downUs: 3 },
      { atUs: AT, domain: 'idc' as const, name: 'i', downUs: 8 },
    ]
    const expected = [
      ...['h000 idc 8', 'h000 rack 3', 'h000 host 5', 'h000 host 7'],
      ...['h001 idc 8', 'h001 rack 3', 'h002 idc 8', 'h002 host 9', 'h003 idc 8'],
    ]
    expect(orderOf({ hostFaults, domainFaults })).toEqual(expected)
    const turned = { hostFaults: hostFaults.toReversed(), domainFaults: domainFaults.toReversed() }
    expect(orderOf(turned)).toEqual(expected)
  })

  it('are counted in that order: whom the first cuts off, no other cuts off again', () => {
    // back-0 and back-1 on h000 and h001, front-0 and front-1 on h002 and h003: two pods of 500 players each.
    const parts = ['front', 'back'].map((name) => component({ name, cpus: 16, podsMin: 2 }))
    const lostWith = (host: string) => {
      const { summary } = runScenario(
        scenario({
          fleet: four,
          games: [game({ startUs: -1, components: parts })],
          hostFaults: [{ atUs: AT, host, downUs: 3000 }],
          domainFaults: [{ atUs: AT, domain: 'rack', name: 'r0', downUs: 30 }],
        }),
      )
      const { host: alone, rack } = summary.recovery ?? {}
      return [alone?.hosts ?? 0, alone?.playersDisconnected ?? 0, rack?.hosts ?? 0, rack?.playersDisconnected ?? 0]
    }
    // Of the rack and in it: the rack's. Behind it in the order: what the rack cut off is cut off already.
    expect(lostWith('h000')).toEqual([0, 0, 2, 1000])
    expect(lostWith('h002')).toEqual([1, 0, 2, 1000])
  })
})
