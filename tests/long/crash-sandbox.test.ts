import { afterAll, beforeAll, describe, it } from 'vitest'
import { openSandboxWorld } from '../crash/sandbox-world.ts'
import type { World } from '../crash/world.ts'
import { HOURS_MS } from './run-cells.ts'
import { CRASH_SCENARIOS, runCrashes } from './run-crashes.ts'

let worlds: readonly World[] = []

beforeAll(async () => {
  worlds = [await openSandboxWorld(), await openSandboxWorld()]
})
afterAll(() => Promise.all(worlds.map((world) => world.close())))

describe('kill -9 of the adapter at every write of a 50-decision plan on the sandbox', () => {
  it.each(CRASH_SCENARIOS)('%s', { timeout: HOURS_MS }, (scenario) => runCrashes('crash-sandbox', scenario, worlds))
})
