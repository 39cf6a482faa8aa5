import { afterAll, beforeAll, describe, it } from 'vitest'
import { openClusterWorld } from '../cluster/crash/cluster-world.ts'
import type { World } from '../crash/world.ts'
import { HOURS_MS } from '../long/run-cells.ts'
import { CRASH_SCENARIOS, runCrashes } from '../long/run-crashes.ts'

let worlds: readonly World[] = []

beforeAll(async () => {
  // A cell waits for its API server and KWOK about as long as it computes.
  worlds = [await openClusterWorld(), await openClusterWorld()]
})
afterAll(() => Promise.all(worlds.map((world) => world.close())))

describe('kill -9 of the adapter at every write of a 50-decision plan on a real API server', () => {
  it.each(CRASH_SCENARIOS)('%s', { timeout: HOURS_MS }, (scenario) => runCrashes('crash-cluster', scenario, worlds))
})
