import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { JournalCells, type Where } from './journal-cells.ts'
import type { Scenario } from './run-cell.ts'
import { openSandboxWorld } from './sandbox-world.ts'
import type { World } from './world.ts'

let world: World
let cells: JournalCells

beforeAll(async () => {
  world = await openSandboxWorld()
  cells = new JournalCells(world)
})
afterAll(() => world?.close())

const CELLS: readonly (readonly [Scenario, Where])[] = [
  ['forward', ['release', 'forward', 'release', 'begun']],
  ['forward', ['resize', 'forward', 'apply', 'begun']],
  ['forward', ['migrate', 'forward', 'release', 'done']],
  ['forward', ['create', 'forward', 'apply', 'done']],
  ['back', ['migrate', 'back', 'apply', 'done']],
  ['back', ['create', 'back', 'release', 'begun']],
  ['clash', ['migrate', 'back', 'apply', 'done']],
  ['pause', ['resize', 'forward', 'verify', 'done']],
  ['halt', ['migrate', 'forward', 'apply', 'begun']],
]

describe('an adapter killed in mid-plan, its hosts those of the sandbox', () => {
  it.each(CELLS)('%s: %s', async (scenario, where) => {
    expect(await cells.killedAt(scenario, where)).toEqual([])
  })
})
