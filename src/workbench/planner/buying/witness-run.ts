import { wordsOf } from '../../../base/command-line.ts'
import { US_PER_HOUR } from '../../../base/units.ts'
import type { FleetPlanSpec, FleetWitness, GoalMiss, GoalShortfall } from '../../../model/fleet-plan.ts'
import type { Setting } from '../../../model/setting.ts'
import { OWN_PREFIX, type RunSpec } from '../../../worker/protocol.ts'

/** A run is played from so long before what is to be seen in it. */
const LEAD_US = US_PER_HOUR

/** Where the run of a miss begins to play: shortly before the goal is first hurt; null where nobody knows when. */
export function playFromUs({ fromUs, missedUs, worstUs }: GoalShortfall): number | null {
  const atUs = fromUs ?? missedUs ?? worstUs
  return atUs === null ? null : Math.max(0, atUs - LEAD_US)
}

/**
 * The run of a witness or a miss, for the page to play: the settings and the seed that its command has. A scenario of a
 * file is the one of its name that was opened in this browser, never a bundled one that it may be a copy of.
 */
export function witnessRun(
  { scenario, size, profile }: FleetPlanSpec,
  { command, seed }: FleetWitness | GoalMiss,
): RunSpec {
  const words = wordsOf(command)
  const settings = words.flatMap((word, i): Setting[] => {
    const at = word.indexOf('=')
    return words[i - 1] === '--set' ? [{ path: word.slice(0, at), value: word.slice(at + 1) }] : []
  })
  const file = fileOf(words, scenario)
  return { scenario: file === null ? scenario : `${OWN_PREFIX}${file}`, size, profile, seed, settings }
}

/** Name of the file that a plan is of; null: of a bundled scenario. */
export function planFile({ command, scenario }: FleetPlanSpec): string | null {
  return fileOf(wordsOf(command), scenario)
}

/** words: of a command line, the scenario after `berth` and what it does. */
function fileOf(words: readonly string[], bundled: string): string | null {
  const [, , word = bundled] = words
  return word === bundled ? null : word.slice(word.lastIndexOf('/') + 1)
}
