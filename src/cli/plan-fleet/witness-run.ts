import { join } from 'node:path'
import type { Fault } from '../../base/result.ts'
import type { FleetWitness, LossCase } from '../../model/fleet-plan.ts'
import { flowText } from '../../model/import/flow-text.ts'
import type { ScenarioSpec } from '../../model/parse/scenario-schema.ts'
import type { Setting } from '../../model/parse/settings.ts'
import type { Scenario } from '../../model/scenario.ts'
import type { Interrupt } from '../interrupt.ts'
import type { Progress } from '../progress.ts'
import { type Recorded, recordRun } from '../run/record-run.ts'
import { prepareRunDirectory } from '../run/run-directory.ts'
import { giveLock } from '../run/run-lock.ts'
import { durationText } from './level-settings.ts'

/** A loss as a setting of the scenario, beside the losses that its file lists. */
export function lossSettings(spec: ScenarioSpec, loss: LossCase | null, atUs: number): readonly Setting[] {
  if (loss === null) return []
  const { domain, names, downUs } = loss
  const times = (at: number, down: number): string => `at: ${durationText(at)}, down: ${durationText(down)}`
  if (domain === 'host') {
    const listed = (spec.hostFaults ?? []).map(({ at, host, down }) => `{${times(at, down)}, host: ${flowText(host)}}`)
    const lost = names.map((name) => `{${times(atUs, downUs)}, host: ${flowText(name)}}`)
    return [{ path: 'hostFaults', value: `[${[...listed, ...lost].join(', ')}]` }]
  }
  const listed = (spec.domainFaults ?? []).map((fault) => {
    return `{${times(fault.at, fault.down)}, domain: ${fault.domain}, name: ${flowText(fault.name)}}`
  })
  const lost = names.map((name) => `{${times(atUs, downUs)}, domain: ${domain}, name: ${flowText(name)}}`)
  return [{ path: 'domainFaults', value: `[${[...listed, ...lost].join(', ')}]` }]
}

/** Records a run of a plan in its own folder below the plan's; null when interrupted, a fault when it cannot be. */
export async function recordWitness(
  scenario: Scenario,
  { seed, group }: Pick<FleetWitness, 'seed' | 'group'>,
  {
    path,
    profile,
    progress,
    interrupt,
  }: {
    readonly path: string
    readonly profile: string | null
    readonly progress: Progress
    readonly interrupt: Interrupt
  },
): Promise<{ readonly directory: string; readonly recorded: Recorded } | Fault | null> {
  const directory = join(path, `witness-${group}`)
  const fault = prepareRunDirectory(directory)
  if (fault !== null) return fault
  const options = { seed, profile, check: null, log: 'full', policy: null, directory, progress, interrupt } as const
  const recorded = await recordRun(scenario, options).finally(() => giveLock(directory))
  return recorded === null || !('summary' in recorded) ? null : { directory, recorded }
}
