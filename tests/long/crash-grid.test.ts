import { describe, it } from 'vitest'
import { truthWorld } from '../crash/truth-world.ts'
import { HOURS_MS } from './run-cells.ts'
import { CRASH_SCENARIOS, runCrashes } from './run-crashes.ts'

describe('kill -9 of the adapter at every write of a 50-decision plan', () => {
  it.each(CRASH_SCENARIOS)('%s', { timeout: HOURS_MS }, async (scenario) => {
    // Each cell is one process that waits for its disk now and then.
    await runCrashes('crash', scenario, [truthWorld(), truthWorld()])
  })
})
