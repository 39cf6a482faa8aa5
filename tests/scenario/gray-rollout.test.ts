import { expect, test } from 'vitest'
import type { PullSource } from '../../src/model/delivery.ts'
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

test('its images are none that other pods are made from, and each is pulled by the hosts of its pods alone', () => {
  const { registry, rollouts = [] } = scenario
  const brought = rollouts.map(({ name, image }) => [name, image === undefined ? null : registry?.images[image].name])
  expect(brought).toEqual([
    ['image', 'front-2'],
    ['matches', 'match-2'],
    ['config', null],
    ['broken', 'match-3'],
  ])
  const chosen = new Set(registry?.use.flatMap(({ images }) => images.map((image) => registry.images[image].name)))
  expect([...chosen].sort()).toEqual(['front-1', 'match-1', 'store-1'])
})

test('a wave is slower from the central registry than from mirrors; pods whose host has it wait for neither', () => {
  const matches = (pull: PullSource) => {
    const delivery = (scenario.delivery ?? []).map((period) => ({ ...period, pull }))
    const outcome = runScenario({ ...scenario, delivery }).summary
    const found = outcome.rollouts?.find(({ name }) => name === 'matches')
    if (found === undefined) throw new Error('no rollout matches')
    const canada = found.steps[found.steps.length - 1]
    return { away: found.awayUs, canadaUs: (canada.untilUs ?? Infinity) - canada.fromUs, sent: outcome.registry }
  }
  const [central, mirrors, peers] = (['central', 'mirrors', 'peers'] as const).map(matches)
  expect(central.canadaUs).toBeGreaterThan(1.2 * mirrors.canadaUs)
  expect(central.away.p99).toBeGreaterThan(1.5 * (mirrors.away.p99 ?? Infinity))
  // A typical pod finds the image on its host.
  expect(central.away.p50).toBe(mirrors.away.p50)
  const bytes = ({ sent }: typeof central) =>
    (sent?.bytesFromCentral ?? 0) + (sent?.bytesFromMirrors ?? 0) + (sent?.bytesFromPeers ?? 0)
  expect(bytes(mirrors)).toBe(bytes(central))
  expect(peers.sent?.bytesFromMirrors).toBeLessThan(mirrors.sent?.bytesFromMirrors ?? 0)
})
