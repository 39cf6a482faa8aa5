import { describe, expect, it } from 'vitest'
import { JournalCells, type Where } from './journal-cells.ts'
import { differences, type Scenario } from './run-cell.ts'
import { truthWorld } from './truth-world.ts'

const cells = new JournalCells(truthWorld())

const CELLS: readonly (readonly [Scenario, Where])[] = [
  ['forward', ['bind', 'forward', 'bind', 'begun']],
  ['forward', ['bind', 'forward', 'bind', 'done']],
  ['forward', ['create', 'forward', 'create', 'done']],
  ['forward', ['resize', 'forward', 'resize', 'begun']],
  ['forward', ['resize', 'forward', 'resize', 'done']],
  ['forward', ['release', 'forward', 'delete', 'done']],
  ['forward', ['migrate', 'forward', 'evict', 'done']],
  ['forward', ['migrate', 'forward', 'create', 'begun']],
  ['forward', ['drain', 'forward', 'cordon h16', 'done']],
  ['back', ['migrate', 'back', 'bind', 'done']],
  ['back', ['create', 'back', 'delete', 'begun']],
  ['back', ['drain', 'back', 'cordon h16', 'done']],
  ['clash', ['migrate', 'back', 'create', 'done']],
  ['pause', ['resize', 'forward', 'resize', 'done']],
  ['halt', ['migrate', 'forward', 'bind', 'begun']],
]

describe('an adapter killed in mid-plan comes up again, does nothing twice and loses nothing', () => {
  it.each(CELLS)('%s: %s', async (scenario, where) => {
    expect(await cells.killedAt(scenario, where)).toEqual([])
  })

  it.each<readonly [Scenario, 'status-before' | 'status-after', number]>([
    ['forward', 'status-after', 3],
    ['forward', 'status-before', 6],
    ['back', 'status-before', 10],
    ['clash', 'status-before', 6],
  ])('%s: %s %i', async (scenario, write, number) => {
    expect(await cells.killed({ scenario, write, number })).toEqual([])
  })

  it('and would be caught if it did: an effect left out or made twice is a difference', async () => {
    const reference = await cells.reference('forward')
    const { effects, truth } = reference
    expect(differences(reference, { ...reference, effects: [...effects, effects[0]] })).toHaveLength(1)
    expect(differences(reference, { ...reference, truth: truth.slice(1) })).toHaveLength(1)
  })
})
