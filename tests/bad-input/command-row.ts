import { CURVE, GAME, SCENARIO, TOPOLOGY } from './good.ts'

/** A command on files of its own folder, and every line it must print on stderr. */
export interface CommandRow {
  readonly name: string
  readonly words: readonly string[]
  readonly files?: Readonly<Record<string, string>>
  readonly faults: readonly string[]
}

/** A folder with all that the good scenario refers to. */
export const GOOD: Readonly<Record<string, string>> = {
  'tiny.yaml': SCENARIO,
  'hosts/small.yaml': TOPOLOGY,
  'games/duel.yaml': GAME,
  'curves/ramp.yaml': CURVE,
}
