import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FleetPlan, FleetPlanStatus } from '../../src/model/fleet-plan.ts'
import { berth } from './berth.ts'

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

/** Writes the scenario with its game into a folder; its path. */
export function writeTwoSites(folder: string): string {
  const path = join(folder, 'two-sites.yaml')
  mkdirSync(join(folder, 'games'))
  writeFileSync(path, SCENARIO)
  writeFileSync(join(folder, 'games/steady-tier.yaml'), GAME)
  return path
}

/** What `berth plan` says of it with two seeds. out: a folder that is not there yet. */
export async function planOf(scenario: string, out: string, words: readonly string[]): Promise<FleetPlanStatus> {
  const ended = await berth(['plan', scenario, '--seeds', '2', ...words, '--out', out, '-o', 'json'])
  if (ended.stderr !== '') throw new Error(ended.stderr)
  return (JSON.parse(ended.stdout) as FleetPlan).status
}
