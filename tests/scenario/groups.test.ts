import { expect, test } from 'vitest'
import { startSimulation } from '../../simulator/simulate.ts'
import type { Scenario } from '../../src/model/scenario.ts'
import { bundled } from './run-scenario.ts'

/** Instants after which a new server had places for a part of its first pods, and how many servers got all of them. */
function serversOf(scenario: Scenario): { readonly inPart: number; readonly whole: number; readonly refused: number } {
  const waiting = new Map<string, { readonly pods: Set<string>; readonly placed: Set<string> }>()
  const counts = { inPart: 0, whole: 0, refused: 0 }
  const serverOf = (pod: string): string => pod.slice(0, pod.lastIndexOf('/'))
  let nowUs = 0
  const look = (atUs: number): void => {
    if (atUs === nowUs) return
    nowUs = atUs
    for (const [server, { pods, placed }] of waiting) {
      if (placed.size < pods.size && placed.size > 0) counts.inPart++
      if (placed.size < pods.size) continue
      counts.whole += pods.size > 0 ? 1 : 0
      waiting.delete(server)
    }
  }
  const simulation = startSimulation(scenario, {
    seed: 1,
    profile: null,
    onEvent: (event) => {
      look(event.atUs)
      if (event.kind === 'request' && event.cause !== 'scale-up' && event.game.startsWith('duel')) {
        const server = waiting.get(serverOf(event.pod)) ?? { pods: new Set(), placed: new Set() }
        server.pods.add(event.pod)
        waiting.set(serverOf(event.pod), server)
      }
      if (event.kind === 'release') waiting.get(serverOf(event.pod))?.pods.delete(event.pod)
    },
    onDecision: (decision) => {
      if (decision.kind === 'place') waiting.get(serverOf(decision.pod.name))?.placed.add(decision.pod.name)
      if (decision.kind === 'refuse' && decision.group !== undefined) counts.refused++
    },
  })
  while (!simulation.done) simulation.advance(1000)
  return counts
}

test('a new server opens whole or waits; pod by pod some open in part', () => {
  const scenario = bundled('new-servers', 'demo')
  const grouped = serversOf(scenario)
  expect(grouped).toMatchObject({ inPart: 0, refused: expect.toSatisfy((n) => n > 5) })
  expect(grouped.whole).toBeGreaterThan(50)
  const games = scenario.games.map(({ zoneGroup: _, ...game }) => game)
  expect(serversOf({ ...scenario, games })).toMatchObject({ inPart: expect.toSatisfy((n) => n > 5), refused: 0 })
})
