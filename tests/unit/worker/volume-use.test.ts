import { describe, expect, test } from 'vitest'
import { startSimulation } from '../../../simulator/simulate.ts'
import type { DecisionLine } from '../../../src/model/decision.ts'
import { createDecisionWriter } from '../../../src/model/decision-text.ts'
import { hostView, podView } from '../../../src/worker/pod-view.ts'
import { Timeline } from '../../../src/worker/timeline.ts'
import { smokeScenario } from '../../browser/recorded-run.ts'

/** Causes by which a pod that holds a volume gives up its place and not its volume. */
const KEEPS = new Set(['host-lost', 'bind-failed', 'preempted'])

/** A run of `volumes`, in which hosts are lost and pods wait with what they have. */
function run() {
  const scenario = smokeScenario('volumes')
  const { fleet } = scenario
  const timeline = new Timeline(fleet, 0)
  const lines: DecisionLine[] = []
  const releasedUs = new Map<string, number>()
  const write = createDecisionWriter(fleet)
  const simulation = startSimulation(scenario, {
    seed: 1,
    profile: null,
    onEvent: (event) => {
      timeline.event(event)
      if (event.kind === 'release') releasedUs.set(event.pod, event.atUs)
    },
    onDecision: (decision) => {
      timeline.decision(decision)
      lines.push(JSON.parse(write(decision)))
    },
  })
  while (!simulation.done) simulation.advance(10_000)
  return { fleet, timeline, lines, releasedUs, durationUs: scenario.durationUs }
}

describe('volumes of a recorded run', () => {
  const { fleet, timeline, lines, releasedUs, durationUs } = run()
  const instants = [...Array.from({ length: 12 }, (_, i) => Math.round((durationUs * (i + 1)) / 12)), 108_000_000_000]

  test.each(instants)('at %d us pools and hosts have what the log says', (timeUs) => {
    const held = new Map<string, { readonly host: string | null; readonly pool: string; readonly mib: number }>()
    for (const line of lines) {
      if (line.atUs > timeUs) break
      if ((line.kind === 'place' || line.kind === 'migrate') && line.volume !== undefined) {
        held.set(line.pod, { host: line.host, pool: line.volume, mib: line.volumeMib ?? 0 })
      }
      const before = held.get(line.pod)
      if (line.kind !== 'release' || before === undefined) continue
      if (KEEPS.has(line.cause)) held.set(line.pod, { ...before, host: null })
      else held.delete(line.pod)
    }
    for (const [pod, atUs] of releasedUs) if (atUs <= timeUs) held.delete(pod)
    const all = [...held.values()]
    const sum = (of: readonly { readonly mib: number }[]): number => of.reduce((total, { mib }) => total + mib, 0)
    fleet.hosts.forEach(({ name }, h) => {
      const pools = hostView(timeline, h, timeUs)?.volumePools ?? []
      for (const { pool, ...use } of pools) {
        const inPool = all.filter((each) => each.pool === pool)
        const here = inPool.filter(({ host }) => host === name)
        const waitingMib = sum(inPool.filter(({ host }) => host === null))
        expect(use).toMatchObject({
          usedMib: sum(inPool),
          waitingMib,
          attached: here.length,
          attachedMib: sum(here),
        })
      }
      expect(pools.map(({ pool }) => pool)).toEqual(name.startsWith('sz-a') ? ['archive-sz-a', 'ceph'] : ['ceph'])
    })
    const [[pod, first]] = [...held].filter(([, { host }]) => host !== null)
    const view = podView(timeline, timeline.records.pods.number(pod), timeUs)?.holding
    expect(view).toMatchObject({ volume: first.pool, volumeMib: first.mib })
  })
})
