import { expect, test } from 'vitest'
import type { Scenario } from '../../src/model/scenario.ts'
import { bundled, runScenario } from './run-scenario.ts'

/** The scenario without its rules between components. */
function withoutRules(scenario: Scenario): Scenario {
  const games = scenario.games.map((game) => ({
    ...game,
    components: game.components.map((component) => {
      const { peers: _, ...request } = component.request
      return { ...component, request }
    }),
  }))
  return { ...scenario, games }
}

interface Places {
  /** Pods of logic that came into a rack without a database of their zone. */
  readonly far: number
  /** Databases that came onto a host with logic or cache of their game, or the other way round. */
  readonly beside: number
  /** Share of the pods of logic that came into a rack with access of their zone. */
  readonly nearAccess: number
}

function placesOf(scenario: Scenario): Places {
  const { decisions, audit } = runScenario(scenario, { audited: true })
  expect(audit?.violations).toEqual([])
  const { hosts } = scenario.fleet
  const hostOf = new Map<string, number>()
  const isAt = (component: string, scope: string, at: (host: number) => boolean): boolean =>
    [...hostOf].some(([pod, host]) => pod.startsWith(`${scope}/`) && pod.includes(`/${component}-`) && at(host))
  let [far, beside, logic, near] = [0, 0, 0, 0]
  for (const { pod, ...decision } of decisions) {
    if (decision.kind === 'release') hostOf.delete(pod.name)
    if (decision.kind !== 'place' && decision.kind !== 'migrate') continue
    const { host } = decision.holding
    const inRack = (other: number): boolean => hosts[other].rack === hosts[host].rack
    const onHost = (other: number): boolean => other === host
    const zone = `${pod.game}/${pod.zone}`
    if (pod.component === 'logic') {
      logic++
      if (!isAt('database', zone, inRack)) far++
      if (isAt('access', zone, inRack)) near++
    }
    if (['logic', 'cache'].includes(pod.component) && isAt('database', pod.game, onHost)) beside++
    if (pod.component === 'database' && ['logic', 'cache'].some((name) => isAt(name, pod.game, onHost))) beside++
    hostOf.set(pod.name, host)
  }
  return { far, beside, nearAccess: near / logic }
}

test('tiers lie near what they ask and away from what disturbs them, and without the rules they do not', () => {
  const scenario = bundled('near-and-apart', 'demo')
  const kept = placesOf(scenario)
  const free = placesOf(withoutRules(scenario))
  expect([kept.far, kept.beside]).toEqual([0, 0])
  expect(free.far).toBeGreaterThan(10)
  expect(free.beside).toBeGreaterThan(10)
  // A soft rule is kept where there is a choice.
  expect(kept.nearAccess).toBeGreaterThan(free.nearAccess + 0.2)
})
