import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { removeFolder, scratchFolder } from './run-copy.ts'
import { planOf, writeTwoSites } from './two-sites.ts'

let scratch: string
let scenario: string
beforeAll(() => {
  scratch = scratchFolder()
  scenario = writeTwoSites(scratch)
})
afterAll(() => removeFolder(scratch))

describe('berth plan of a group that buys its first hosts', () => {
  it.each([
    { domain: 'module', present: 2, lost: ['i1-m01', 'i2-m01'] },
    { domain: 'rack', present: 2, lost: ['i1-m01-r01', 'i2-m01-x001-r01'] },
    { domain: 'idc', present: 2, lost: ['i1', 'i2'] },
    { domain: 'host', present: 1, lost: ['i1-m01-h0001', 'i2-m01-x001-h0001'] },
  ])('loses each $domain of what is bought too', async ({ domain, present, lost }) => {
    const sets = ['--set', `goal.lossesToSurvive.domain=${domain}`, '--set', `fleet.hostGroups.dear.count=${present}`]
    const { planned: cases, groups } = await planOf(scenario, join(scratch, domain), sets)
    // Whatever stands alone is lost: it takes a host elsewhere too.
    expect(groups.map(({ name, hosts }) => [name, ...hosts])).toEqual([
      ['cheap', 1],
      ['dear', 1],
    ])
    const names = cases.flatMap(({ loss }) => loss?.names ?? []).sort()
    expect(names).toEqual(lost)
    expect(cases.map(({ kept, needed }) => kept >= needed)).toEqual(cases.map(() => true))
  })
})
