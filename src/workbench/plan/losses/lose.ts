import { commandLine, optionWords } from '../../../base/command-line.ts'
import { US_PER_SECOND } from '../../../base/units.ts'
import { type ListedLoss, LOSSES_PATH, lossesSetting } from '../../../model/fault.ts'
import type { Host } from '../../../model/fleet.ts'
import type { RunSpec } from '../../../worker/protocol.ts'
import { scenarioWord } from '../../state/scenario-word.ts'
import { runStore } from '../../state/stores.ts'
import { runAgain } from '../../state/url-sync.ts'

/** The second in which a loss of the shown instant happens: written short, and never after what is shown. */
export function secondOf(timeUs: number): number {
  return Math.floor(timeUs / US_PER_SECOND) * US_PER_SECOND
}

/** What of a host can be lost: itself, its rack, its module or its IDC. */
export function lostName(host: Host, domain: ListedLoss['domain']): string {
  return domain === 'host' ? host.name : host[domain]
}

/** Plays the run again with one more loss; the same one twice is one. */
export function lose(loss: ListedLoss): void {
  const losses = runStore.getState().opened?.losses ?? []
  if (!losses.some((known) => isSame(known, loss))) runWith([...losses, loss])
}

function isSame(a: ListedLoss, b: ListedLoss): boolean {
  return a.atUs === b.atUs && a.domain === b.domain && a.name === b.name && a.downUs === b.downUs
}

/** Plays the run again without one of its losses. */
export function takeBack(index: number): void {
  runWith((runStore.getState().opened?.losses ?? []).toSpliced(index, 1))
}

export function takeAllBack(): void {
  runWith([])
}

/** Whether a setting is not one of losses, which have a list of their own. */
export function isOther({ path }: { readonly path: string }): boolean {
  return path !== LOSSES_PATH
}

function runWith(losses: readonly ListedLoss[]): void {
  const { spec, opened } = runStore.getState()
  const others = (spec.settings ?? []).filter(isOther)
  // A scenario that lists losses itself says nothing of them only when an empty list takes their place.
  const isSaid = losses.length > 0 || opened?.listsLosses === true
  runAgain(isSaid ? [...others, lossesSetting(losses)] : others)
}

/** The command line that makes the same run. */
export function replayCommand({ scenario, size, seed, profile, settings = [] }: RunSpec, file: string | null): string {
  const under = [...optionWords('--profile', profile), ...optionWords('--policy', file)]
  const sets = settings.flatMap(({ path, value }) => ['--set', `${path}=${value}`])
  return commandLine(['berth', 'replay', scenarioWord(scenario), '--size', size, '--seed', seed, ...under, ...sets])
}
