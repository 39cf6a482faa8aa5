import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { JournalCells, type Where } from '../crash/journal-cells.ts'
import type { Scenario } from '../crash/run-cell.ts'
import type { World } from '../crash/world.ts'
import { openClusterWorld } from './crash/cluster-world.ts'

let world: World
let cells: JournalCells

beforeAll(async () => {
  world = await openClusterWorld()
  cells = new JournalCells(world)
})
afterAll(() => world?.close())

/** One for each kind of write. */
const CELLS: readonly (readonly [Scenario, Where])[] = [
  ['forward', ['bind', 'forward', 'bind', 'done']],
  ['forward', ['create', 'forward', 'create', 'begun']],
  ['forward', ['resize', 'forward', 'resize', 'done']],
  ['forward', ['release', 'forward', 'delete', 'begun']],
  ['forward', ['migrate', 'forward', 'evict', 'done']],
  ['forward', ['drain', 'forward', 'cordon h16', 'done']],
  ['back', ['bind', 'back', 'recreate', 'done']],
]

describe('an adapter killed in mid-plan, its hosts the Nodes of a real API server', () => {
  it.each(CELLS)('%s: %s', async (scenario, where) => {
    expect(await cells.killedAt(scenario, where)).toEqual([])
  })
})
