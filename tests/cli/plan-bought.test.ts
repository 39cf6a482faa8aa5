import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FleetPlan, FleetPlanStatus } from '../../src/model/fleet-plan.ts'
import { berth } from './berth.ts'
import { removeFolder, scratchFolder } from './run-copy.ts'

/** Three pods of six Cpus, which one host of 36 Cpus has room for, in two IDCs: one dear, one cheap and empty. */
const SCENARIO = `apiVersion: berth.dev/v1alpha1
kind: Scenario
metadata: {name: two-sites, title: A dear site and a cheap one that is empty}
spec:
  duration: 4h
  scalingInterval: 10m
  sampleInterval: 10m
  shapeStep: 10m
  drawSeed: 1
  delays: {bind: [20ms, 120ms], start: [1s, 2s]}
  goal: {refusedPermille: 5, seedsPercent: 90, lossesToSurvive: {domain: module, count: 1, down: 1h}}
  fleet:
    hostGroups:
      - {name: dear, topology: cts1-quartz-smt1, region: r, idc: i1, count: 2, modules: 1, monthlyCost: 900}
      - {name: cheap, topology: cts1-quartz-smt1, region: r, idc: i2, count: 0, modules: 1, monthlyCost: 500}
  games:
    - {name: g, template: steady-tier, curves: [full-house], peakPlayers: 150, start: -10d}
`
const GAME = `apiVersion: berth.dev/v1alpha1
kind: GameTemplate
metadata: {name: steady-tier, title: A tier of equal pods}
spec:
  mode: global
  components:
    - name: shard
      pods: {min: 1, playersPerPod: 50}
      profile: pack
      request: {cpus: 6, memory: 4Gi, network: nat, numa: preferred}
      load: {cpuBase: 200m, cpuMilliPerPlayer: 20, memoryBase: 2Gi, memoryKibPerPlayer: 1024, noisePermille: 50}
`

let scratch: string
let scenario: string
beforeAll(() => {
  scratch = scratchFolder()
  scenario = join(scratch, 'two-sites.yaml')
  mkdirSync(join(scratch, 'games'))
  writeFileSync(scenario, SCENARIO)
  writeFileSync(join(scratch, 'games/steady-tier.yaml'), GAME)
})
afterAll(() => removeFolder(scratch))

async function planned(name: string, ...words: readonly string[]): Promise<FleetPlanStatus> {
  const ended = await berth(['plan', scenario, '--seeds', '2', ...words, '--out', join(scratch, name), '-o', 'json'])
  expect(ended.stderr).toBe('')
  return (JSON.parse(ended.stdout) as FleetPlan).status
}

describe('berth plan of a group that buys its first hosts', () => {
  it.each([
    { domain: 'module', present: 2, lost: ['i1-m01', 'i2-m01'] },
    { domain: 'rack', present: 2, lost: ['i1-m01-r01', 'i2-m01-x001-r01'] },
    { domain: 'idc', present: 2, lost: ['i1', 'i2'] },
    { domain: 'host', present: 1, lost: ['i1-m01-h0001', 'i2-m01-x001-h0001'] },
  ])('loses each $domain of what is bought too', async ({ domain, present, lost }) => {
    const sets = ['--set', `goal.lossesToSurvive.domain=${domain}`, '--set', `fleet.hostGroups.dear.count=${present}`]
    const { planned: cases, groups } = await planned(domain, ...sets)
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
