import { describe, expect, it } from 'vitest'
import { fleetChanges } from '../../../../src/cli/plan-fleet/fleet-changes.ts'
import type { GroupPlan } from '../../../../src/model/fleet-plan.ts'
import { moduleHosts } from '../../../../src/workbench/planner/buying/module-hosts.ts'

const DAY_US = 86_400_000_000
const MODULES = ['i-m01', 'i-m02', 'i-m03']

function rowsOf({ hosts, arriving, leaving }: { hosts: readonly number[]; arriving: number; leaving: number }) {
  const present = 4
  const group: GroupPlan = {
    name: 'g',
    topology: 't',
    region: 'r',
    idc: 'i',
    modules: MODULES,
    host: { cpus: 1, memoryMib: 1, diskMib: 1, vfs: 0 },
    present,
    hosts,
    anyway: [],
    monthlyCost: 1,
    isCostAssumed: false,
    leadTimeUs: 0,
    isLeadTimeAssumed: false,
  }
  const turns = { first: present + arriving, last: present - 1 - leaving }
  const changes = fleetChanges([{ ...group, turns }], [hosts], 30 * hosts.length * DAY_US)
  const other = changes.map((change) => ({ ...change, group: 'h', byModule: { 'i-m01': 9 } }))
  return { changes, rows: moduleHosts(group, [...changes, ...other]) }
}

describe('hosts of a group by module', () => {
  it.each([
    { hosts: [5, 5, 7], arriving: 0, leaving: 0 },
    { hosts: [5, 5, 7], arriving: 2, leaving: 0 },
    { hosts: [4, 3, 2], arriving: 0, leaving: 1 },
  ])('come and go where the changes say: $hosts, $arriving arriving and $leaving leaving anyway', (of) => {
    const { changes, rows } = rowsOf(of)
    expect(rows.map(({ now }) => now)).toEqual([2, 1, 1])
    for (const [month, count] of of.hosts.entries()) {
      expect(rows.reduce((sum, { hosts }) => sum + hosts[month], 0)).toBe(count)
      for (const { module, now, hosts } of rows) {
        const by = changes.filter((change) => change.month === month)
        const sum = by.reduce((all, { kind, byModule }) => all + (kind === 'add' ? 1 : -1) * (byModule[module] ?? 0), 0)
        expect([module, month, hosts[month] - (month === 0 ? now : hosts[month - 1])]).toEqual([module, month, sum])
      }
    }
  })

  it('take turns over the modules where no change is listed, as of a fleet that misses its goal', () => {
    const { rows } = rowsOf({ hosts: [4, 4], arriving: 0, leaving: 0 })
    expect(rows.map(({ hosts }) => hosts)).toEqual([
      [2, 2],
      [1, 1],
      [1, 1],
    ])
  })
})
