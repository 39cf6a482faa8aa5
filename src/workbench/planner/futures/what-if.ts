import { commandLine, optionWords } from '../../../base/command-line.ts'
import type { Setting } from '../../../model/setting.ts'
import type { FutureSpec, ScenarioOutline } from '../../../worker/futures-protocol.ts'
import { scenarioWord } from '../../state/scenario-word.ts'
import type { FuturesSpec, WhatIf } from '../state/planner-address.ts'

/** Hosts of a group, so many percent of them, at least one of any. */
export function hostsAt(count: number, percent: number): number {
  return count === 0 ? 0 : Math.max(1, Math.round((count * percent) / 100))
}

/** All hosts of the groups, so many percent of each. */
export function allHostsAt({ groups }: Pick<ScenarioOutline, 'groups'>, percent: number): number {
  return groups.reduce((sum, { count }) => sum + hostsAt(count, percent), 0)
}

/** What a what-if puts into the scenario, as `--set` writes it; nothing at 100 percent. */
export function settingsOf({ groups, launches }: ScenarioOutline, { hosts, launch }: WhatIf): readonly Setting[] {
  const ofHosts = groups.map(({ name, count }) => ({
    path: `fleet.hostGroups.${name}.count`,
    value: String(hostsAt(count, hosts)),
  }))
  const ofLaunch = launches.map(({ name, peakPlayers }) => {
    const [least, most] = peakPlayers.map((players) => Math.max(1, Math.round((players * launch) / 100)))
    return { path: `games.${name}.peakPlayers`, value: least === most ? String(least) : `[${least}, ${most}]` }
  })
  return [...(hosts === 100 ? [] : ofHosts), ...(launch === 100 ? [] : ofLaunch)]
}

/** The command line that runs the same futures. */
export function sweepCommand({ scenario, size, profile, seeds }: FuturesSpec, settings: readonly Setting[]): string {
  const sets = settings.flatMap(({ path, value }) => ['--set', `${path}=${value}`])
  const asked = ['berth', 'sweep', scenarioWord(scenario), '--size', size, '--seeds', seeds]
  return commandLine([...asked, ...optionWords('--profile', profile), ...sets])
}

export function specOf({ scenario, size, profile }: FuturesSpec, settings: readonly Setting[]): FutureSpec {
  return { scenario, size, profile, settings }
}
