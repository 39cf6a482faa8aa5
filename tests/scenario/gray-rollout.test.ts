import { expect, test } from 'vitest'
import { bundled, runScenario } from './run-scenario.ts'

const scenario = bundled('gray-rollout', 'smoke')
const { summary, decisions } = runScenario(scenario)
const rolloutOf = (name: string) => {
  const found = summary.rollouts?.find((rollout) => rollout.name === name)
  if (found === undefined) throw new Error(`no rollout ${name}`)
  return found
}

test('three versions go out by canary and city, in the order of the waves', () => {
  for (const name of ['image', 'matches', 'config']) {
    const { status, steps, podsRolledBack } = rolloutOf(name)
    expect([name, status, podsRolledBack]).toEqual([name, 'done', 0])
    for (const [i, { fromUs, untilUs, failures }] of steps.entries()) {
      expect(failures).toBe(0)
      expect(untilUs).toBeGreaterThan(fromUs)
      if (i > 0) expect(fromUs).toBeGreaterThanOrEqual((steps[i - 1].untilUs ?? Infinity) + 600_000_000)
    }
  }
  expect(rolloutOf('image').steps.map(({ name }) => name)).toEqual([
    'canary',
    'shanghai',
    'shenzhen',
    'tianjin',
    'canada',
  ])
  expect(rolloutOf('matches').steps[1].pods).toBe(rolloutOf('matches').steps[2].pods)
})

test('only what is replaced is decided about, each new pod in the instant and region of the old one', () => {
  const replaced = decisions.filter(({ cause }) => cause === 'rollout')
  expect(new Set(replaced.map(({ pod }) => pod.component))).toEqual(new Set(['front']))
  expect(replaced.length).toBe(2 * rolloutOf('image').podsUpdated)
})

test('a third of the pods fails: it is stopped in the first city and taken back', () => {
  const { status, podsUpdated, podsRolledBack, steps } = rolloutOf('broken')
  expect([status, podsUpdated, steps.map(({ name }) => name)]).toEqual(['aborted', 0, ['canary', 'shanghai']])
  expect(podsRolledBack).toBeGreaterThan(0)
  expect(steps[1].failures * 1000).toBeGreaterThan(200 * steps[1].pods)
  expect(steps[1].untilUs).toBeNull()
})

test('a drain lets players go that a restart without one cuts off', () => {
  const share = (name: string): number => rolloutOf(name).playersDisconnected / rolloutOf(name).podsUpdated
  // Two fronts a zone and four matches, but half of the session of a front's players is drained: 500 of 2000 each.
  expect(share('image') / share('matches')).toBeGreaterThan(0.8)
  expect(share('image') / share('matches')).toBeLessThan(1.35)
})
