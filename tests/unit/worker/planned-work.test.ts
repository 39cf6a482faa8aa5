import { expect, test } from 'vitest'
import { startSimulation } from '../../../simulator/simulate.ts'
import { hostView, podView } from '../../../src/worker/pod-view.ts'
import { Timeline } from '../../../src/worker/timeline.ts'
import { component, game, scenario } from '../simulator/make.ts'

test('a host that is left and worked on, and the pod that moves, have their stories in the workbench', () => {
  const exactly = (us: number): { fromUs: number; toUs: number } => ({ fromUs: us, toUs: us })
  const window = { name: 'w', atUs: 500, hosts: ['h000'], atOnce: 1, workUs: exactly(100), graceUs: 50, discard: [] }
  const wanted = scenario({
    durationUs: 2000,
    games: [game({ startUs: -1, components: [component({ cpus: 16 })] })],
    maintenance: [{ ...window, afterGrace: 'wait' }],
  })
  const timeline = new Timeline(wanted.fleet, 1)
  const simulation = startSimulation(wanted, {
    seed: 1,
    profile: null,
    onEvent: (event) => timeline.event(event),
    onDecision: (decision) => timeline.decision(decision),
  })
  while (!simulation.done) simulation.advance(1000)
  const kinds = (history: readonly { readonly kind: string }[] = []): readonly string[] =>
    history.map(({ kind }) => kind)
  expect(kinds(hostView(timeline, 0, 1999)?.history)).toEqual(['cordon', 'host-lost', 'host-recovered', 'uncordon'])
  expect(kinds(podView(timeline, 0, 1999)?.history)).toEqual([
    'asked',
    'place',
    'ready',
    'move-asked',
    'migrate',
    'ready',
  ])
  expect([hostView(timeline, 0, 499), hostView(timeline, 1, 500)].map((view) => view?.pods.length)).toEqual([1, 1])
  expect([hostView(timeline, 1, 499), hostView(timeline, 0, 500)].map((view) => view?.pods.length)).toEqual([0, 0])
})
