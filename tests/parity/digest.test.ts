import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { type RandomStream, randomStream } from '../../src/base/random.ts'
import { loadScenario } from '../../src/cli/scenario-source.ts'
import type { Fleet } from '../../src/model/fleet.ts'
import { startWorkbench, untilStatus, type Workbench } from '../browser/workbench.ts'
import { bundled, runScenario } from '../scenario/run-scenario.ts'

describe('one digest in Node and in Chromium', () => {
  let workbench: Workbench

  beforeAll(async () => {
    workbench = await startWorkbench()
  })
  afterAll(() => workbench.close())

  test.each([
    ['launch-day', 'demo', 1],
    ['fleet-year', 'smoke', 1],
    ['delivery', 'demo', 1],
    ['rollout', 'demo', 1],
    ['launch-day', 'smoke', 9_007_199_254_740_991],
  ] as const)('%s %s, seed %i', async (name, size, seed) => {
    const node = runScenario(bundled(name, size), { seed })
    const { page } = await workbench.open('/?size=smoke')
    await untilStatus(page, 'done')
    const chromium = await page.evaluate(([name, size, seed]) => window.berth?.runDigest(name, size, seed), [
      name,
      size,
      seed,
    ] as const)
    expect(chromium?.counts).toEqual(node.counts)
    expect(chromium?.digest).toBe(node.digest)
    expect(chromium?.summary).toBe(JSON.stringify(node.summary))
    console.log(
      `${name} ${size}: ${chromium?.counts.decisions} decisions in Chromium in ${Math.round(chromium?.wallMs ?? 0)} ms`,
    )
  })
})

describe('the order of hosts in the file changes nothing', () => {
  test.each(['launch-day', 'fleet-year'])('%s smoke with hosts one by one and every list shuffled', (name) => {
    const document = parse(readFileSync(join(import.meta.dirname, '../../scenarios', `${name}.yaml`), 'utf8'))
    const { fleet } = bundled(name, 'smoke')
    const random = randomStream(1, 'shuffle')
    document.spec.fleet.hosts = shuffled(oneByOne(document.spec.fleet.hostGroups, fleet), random)
    delete document.spec.fleet.hostGroups
    document.spec.fleet.segmentGroups = shuffled(document.spec.fleet.segmentGroups, random)
    document.spec.games = shuffled(document.spec.games, random)
    const folder = mkdtempSync(join(tmpdir(), 'berth-shuffled-'))
    try {
      const path = join(folder, `${name}.yaml`)
      writeFileSync(path, stringify(document))
      const scenario = loadScenario(path, 'smoke')
      if (!scenario.ok) throw new Error(JSON.stringify(scenario.faults))
      expect(runScenario(scenario.value).digest).toBe(runScenario(bundled(name, 'smoke')).digest)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

interface GroupWords {
  readonly topology: string
  readonly region: string
  readonly idc: string
  readonly [key: string]: unknown
}

/** The hosts that the groups make, each written out with its own name and place and its group's machine. */
function oneByOne(groups: readonly GroupWords[], fleet: Fleet): object[] {
  return fleet.hosts.map(({ name, topology, region, idc, module, rack }) => {
    const group = groups.find((one) => one.topology === topology && one.idc === idc && one.region === region)
    const { sriov, disks, reserved }: Partial<GroupWords> = group ?? {}
    const machine = Object.fromEntries(
      Object.entries({ sriov, disks, reserved }).filter(([, value]) => value !== undefined),
    )
    return { name, topology, region, idc, module, rack, ...machine }
  })
}

function shuffled<T>(list: readonly T[], random: RandomStream): T[] {
  const keyed = list.map((item) => ({ item, key: random.uint32() }))
  return keyed.sort((a, b) => a.key - b.key).map(({ item }) => item)
}
