import { startSimulation } from '../../../simulator/simulate.ts'
import { findScenario, loadScenario } from '../../../src/cli/scenario-source.ts'
import { openKubernetesTarget } from '../../../src/live/targets/kubernetes/open.ts'
import type { Target } from '../../../src/live/targets/target.ts'
import { createDecisionWriter } from '../../../src/model/decision-text.ts'
import type { Event } from '../../../src/model/event.ts'
import type { Scenario } from '../../../src/model/scenario.ts'
import { until } from './client.ts'
import { type Cluster, startCluster } from './cluster.ts'
import { networksOf, objectsOf, WRITER } from './nodes.ts'

/** The bundled scenario at its smallest. */
export function smokeScenario(): Scenario {
  const found = findScenario('launch-day')
  const loaded = 'path' in found ? loadScenario(found.path, 'smoke') : null
  if (loaded?.ok !== true) throw new Error('launch-day is bundled and has no fault')
  return loaded.value
}

/** A cluster with the hosts and networks of the scenario, all ready, and a target on it. End both. */
export async function startSmokeCluster(): Promise<{ readonly cluster: Cluster; readonly target: Target }> {
  const cluster = await startCluster()
  try {
    const { adminKubeconfig: kubeconfig } = cluster
    const target = await openKubernetesTarget({ kubeconfig, writer: WRITER, namespace: 'default' })
    const { fleet } = smokeScenario()
    await cluster.create(fleet.hosts.flatMap((host) => objectsOf(host)))
    await cluster.create([networksOf(fleet, 'default')])
    await untilReady(target, fleet.hosts.length)
    return { cluster, target }
  } catch (error) {
    await cluster.stop()
    throw error
  }
}

/** Waits until so many hosts are there, every one ready. */
export function untilReady(target: Target, count: number): Promise<unknown> {
  return until('every host ready', async () => {
    const { hosts } = await target.snapshot(new AbortController().signal)
    return hosts.length === count && hosts.every((host) => host.ready) ? true : null
  })
}

/** What happens in a run of it. */
export function smokeEvents(): readonly Event[] {
  return replayed(smokeScenario()).events
}

/** What happens in a run of a scenario, and what is decided there, a line each. */
export function replayed(scenario: Scenario): { readonly events: readonly Event[]; readonly lines: readonly string[] } {
  const events: Event[] = []
  const lines: string[] = []
  const textOf = createDecisionWriter(scenario.fleet)
  const simulation = startSimulation(scenario, {
    seed: 1,
    profile: null,
    onEvent: (event) => events.push(event),
    onDecision: (decision) => lines.push(textOf(decision)),
  })
  while (!simulation.done) simulation.advance(1000)
  return { events, lines }
}
