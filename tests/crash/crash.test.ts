import { describe, expect, it } from 'vitest'
import { cellName, differences, disturbed, type Outcome, type Scenario, undisturbed } from './run-cell.ts'

/** A line of an undisturbed journal to die at: kind of step, direction, call and phase. */
type Where = readonly [kind: string, direction: string, call: string, phase: 'begun' | 'done']

const references = new Map<Scenario, Promise<Outcome>>()

function referenceOf(scenario: Scenario): Promise<Outcome> {
  const known = references.get(scenario) ?? undisturbed(scenario)
  references.set(scenario, known)
  return known
}

/** Number of the third such line, so that others are in hand beside it; of the only one where there is one. */
function lineOf({ journal }: Outcome, [kind, direction, call, phase]: Where): number {
  const found = journal.flatMap((line, i) => {
    const isIt = line.kind === kind && line.direction === direction && line.call === call && line.phase === phase
    return isIt ? [i + 1] : []
  })
  return found[Math.min(2, found.length - 1)]
}

// Begun, and nobody knows whether it was made; made, and nobody knows that it was.
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
    const reference = await referenceOf(scenario)
    const write = where[3] === 'begun' ? 'journal-after' : 'journal-before'
    const number = lineOf(reference, where)
    const found = await disturbed({ scenario, write, number })
    if (found === null) throw new Error(`${cellName({ scenario, write, number })}: it was not killed`)
    expect(differences(reference, found)).toEqual([])
  })

  it.each<readonly [Scenario, 'status-before' | 'status-after', number]>([
    ['forward', 'status-after', 3],
    ['forward', 'status-before', 6],
    ['back', 'status-before', 10],
    ['clash', 'status-before', 6],
  ])('%s: %s %i', async (scenario, write, number) => {
    const found = await disturbed({ scenario, write, number })
    if (found === null) throw new Error('it was not killed')
    expect(differences(await referenceOf(scenario), found)).toEqual([])
  })

  it('and would be caught if it did: an effect left out or made twice is a difference', async () => {
    const reference = await referenceOf('forward')
    const { effects, truth } = reference
    expect(differences(reference, { ...reference, effects: [...effects, effects[0]] })).toHaveLength(1)
    expect(differences(reference, { ...reference, truth: truth.slice(1) })).toHaveLength(1)
  })
})
