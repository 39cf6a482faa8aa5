import { expect, test } from 'vitest'
import type { PeerRule } from '../../src/model/request.ts'
import type { Scenario } from '../../src/model/scenario.ts'
import { bundled, runScenario } from './run-scenario.ts'

const RULES: readonly PeerRule[] = [
  { kind: 'near', component: 'gateway', scope: 'zone', domain: 'rack' },
  { kind: 'apart', component: 'cache', scope: 'game', domain: 'host' },
]

/** The battle servers of a scenario, each near a gateway of its zone and on no host with a cache of its game. */
function withRules(scenario: Scenario): Scenario {
  const games = scenario.games.map((game) => ({
    ...game,
    components: game.components.map((component) => {
      if (component.name !== 'battle') return component
      const { profile, ...request } = component.request
      return { ...component, request: { ...request, peers: RULES, profile } }
    }),
  }))
  return { ...scenario, games }
}

test('battle servers open near their gateways and away from caches, and without the rules they do not', () => {
  const scenario = bundled('new-servers', 'demo')
  const misplaced = (ruled: Scenario): readonly [far: number, beside: number] => {
    const { decisions, audit } = runScenario(ruled, { audited: true })
    expect(audit?.violations).toEqual([])
    const hostOf = new Map<string, number>()
    const { hosts } = ruled.fleet
    let far = 0
    let beside = 0
    for (const { pod, ...decision } of decisions) {
      if (decision.kind === 'release') hostOf.delete(pod.name)
      if (decision.kind !== 'place' && decision.kind !== 'migrate') continue
      const { host } = decision.holding
      const othersAre = (component: string, scope: string, at: (host: number) => boolean): boolean =>
        [...hostOf].some(
          ([name, where]) => name.startsWith(`${scope}/`) && name.includes(`/${component}-`) && at(where),
        )
      if (pod.component === 'battle') {
        const owner = `${pod.game}/${pod.zone}`
        if (!othersAre('gateway', owner, (other) => hosts[other].rack === hosts[host].rack)) far++
        if (othersAre('cache', pod.game, (other) => other === host)) beside++
      } else if (pod.component === 'cache' && othersAre('battle', pod.game, (other) => other === host)) beside++
      hostOf.set(pod.name, host)
    }
    return [far, beside]
  }
  expect(misplaced(withRules(scenario))).toEqual([0, 0])
  const [far, beside] = misplaced(scenario)
  expect(far).toBeGreaterThan(10)
  expect(beside).toBeGreaterThan(10)
})
