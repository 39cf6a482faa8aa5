import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FleetPlan } from '../../src/model/fleet-plan.ts'
import { berth } from './berth.ts'
import { removeFolder, scratchFolder } from './run-copy.ts'

/** Two IDCs of small hosts; the game of the first has its peak in the first days, that of the second much later. */
const SCENARIO = `apiVersion: berth.dev/v1alpha1
kind: Scenario
metadata: {name: two-peaks, title: Two sites with peaks of their own}
spec:
  duration: 60d
  scalingInterval: 12h
  sampleInterval: 12h
  shapeStep: 12h
  drawSeed: 1
  delays: {bind: [1s, 1s], start: [9s, 9s]}
  goal: {refusedPermille: 1, readyWaitP99: 2m, seedsPercent: 100, lossesToSurvive: {domain: host, count: 1, down: 24h}}
  fleet:
    hostGroups:
      - {name: ha, topology: tiny, region: r, idc: ia, count: 4, modules: 1, monthlyCost: 800, leadTime: 10d}
      - {name: hb, topology: tiny, region: r, idc: ib, count: 4, modules: 1, monthlyCost: 800, leadTime: 10d}
  games:
    - {name: ga, template: even, curves: [early], peakPlayers: 8000, start: 0, homeIdcs: [ia]}
    - {name: gb, template: even, curves: [late], peakPlayers: 9000, start: 0, homeIdcs: [ib]}
`
const GAME = `apiVersion: berth.dev/v1alpha1
kind: GameTemplate
metadata: {name: even, title: A pod of two Cpus for each thousand players}
spec:
  mode: global
  components:
    - name: shard
      pods: {min: 1, playersPerPod: 1000}
      profile: spread
      request: {cpus: 2, memory: 4Gi, network: nat, numa: preferred}
      load: {cpuBase: 100m, cpuMilliPerPlayer: 1, memoryBase: 1Gi, memoryKibPerPlayer: 0, noisePermille: 0}
`
const HOST = `apiVersion: berth.dev/v1alpha1
kind: HostTopology
metadata: {name: tiny, title: Eight Cpus}
spec:
  numaNodes: [{id: 0, memory: 32Gi, threads: ["0-7"]}]
  nics: [{name: net0, numa: 0}]
`
const EARLY = Array.from({ length: 60 }, (_, day) => (day < 10 ? 1 : 0.1))
const LATE = EARLY.map((_, day) => (day < 36 ? 0.1 : 1))

let scratch: string
let scenario: string
beforeAll(() => {
  scratch = scratchFolder()
  scenario = join(scratch, 'two-peaks.yaml')
  for (const folder of ['games', 'hosts', 'curves']) mkdirSync(join(scratch, folder))
  const curve = (name: string, samples: readonly number[]) =>
    `apiVersion: berth.dev/v1alpha1\nkind: Curve\nmetadata: {name: ${name}, title: ${name}}\n` +
    `spec: {source: made up, after: hold, step: 1d, samples: [${samples.join(', ')}]}\n`
  writeFileSync(scenario, SCENARIO)
  writeFileSync(join(scratch, 'games/even.yaml'), GAME)
  writeFileSync(join(scratch, 'hosts/tiny.yaml'), HOST)
  writeFileSync(join(scratch, 'curves/early.yaml'), curve('early', EARLY))
  writeFileSync(join(scratch, 'curves/late.yaml'), curve('late', LATE))
})
afterAll(() => removeFolder(scratch))

async function planned(out: string, sets: readonly string[]): Promise<{ plan: FleetPlan; table: string }> {
  const words = [
    'plan',
    scenario,
    '--seeds',
    '1',
    ...sets.flatMap((set) => ['--set', set]),
    '--out',
    join(scratch, out),
  ]
  const table = await berth(words)
  expect([table.stderr, table.code]).toEqual(['', 0])
  return { plan: JSON.parse(readFileSync(join(scratch, out, 'plan.json'), 'utf8')) as FleetPlan, table: table.stdout }
}

/** Whether the goal is kept when the planned fleet loses a host on a day. */
async function survives({ status }: FleetPlan, host: string, day: number): Promise<boolean> {
  const sets = status.changes.map(({ group }) => {
    const own = status.changes.filter((change) => change.group === group)
    const list = own.map(({ month, count }) => `{at: ${30 * month}d, count: ${count}}`).join(', ')
    return `fleet.hostGroups.${group}.${own[0].kind === 'add' ? 'arrivals' : 'departures'}=[${list}]`
  })
  const words = [...new Set(sets), `hostFaults=[{at: ${day}d, down: 24h, host: ${host}}]`]
  const all = words.flatMap((set) => ['--set', set])
  const ended = await berth(['replay', scenario, ...all, '--out', join(scratch, `${host}-${day}`), '-o', 'json'])
  return JSON.parse(ended.stdout).summary.goal.every(({ isKept }: { isKept: boolean }) => isKept)
}

/** Each makes a plan and replays fleets: minutes on a machine that does other work. */
const TIMEOUT_MS = 400_000

describe('a plan that survives a host', { timeout: TIMEOUT_MS }, () => {
  it('keeps the spare of a site whose peak is not that of the whole fleet, and says when each is lost', async () => {
    const { plan, table } = await planned('peaks', [])
    // Sixteen and eighteen Cpus at the peaks, and one host more; once the first peak is over two hosts are enough.
    expect(plan.status.groups.map(({ name, hosts }) => [name, ...hosts])).toEqual([
      ['ha', 3, 2],
      ['hb', 4, 4],
    ])
    const days = plan.status.planned.map(({ loss, strikes }) => [
      ...(loss?.names ?? ['nothing']),
      ...strikes.map(({ atUs }) => Math.floor(atUs / 86_400_000_000) + 1),
    ])
    expect(days).toEqual([['nothing'], ['ia-m01-h0001', 1], ['ib-m01-h0001', 37]])
    expect(table).toMatch(/\nplanned +host ia-m01-h0001 lost on Day 1 +kept/)
    expect(table).toMatch(/\nplanned +host ib-m01-h0001 lost on Day 37 +kept/)
    expect(table).toMatch(/\nwitness: one host fewer of ha, host ia-m01-h0001 lost on Day 31: /)
    expect(await survives(plan, 'ia-m01-h0001', 5)).toBe(true)
    expect(await survives(plan, 'ib-m01-h0001', 40)).toBe(true)
  })

  it('loses a host in a month with few of them, though more is asked for later', async () => {
    const sets = ['fleet.hostGroups.ha.count=0', 'fleet.hostGroups.hb.count=1']
    const { plan } = await planned('months', [
      ...sets,
      'games=[{name: gb, template: even, curves: [late], peakPlayers: 9000, start: 0}]',
    ])
    expect(plan.status.planned.every(({ kept, needed }) => kept >= needed)).toBe(true)
    expect(await survives(plan, 'ib-m01-h0001', 10)).toBe(true)
  })
})
