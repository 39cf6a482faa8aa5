import { firstTokens } from '../../live/access/first-tokens.ts'
import type { OpenedAdapter } from './live-server.ts'

/** Said at the start: where the state is and what the target is, and how to make the tokens that are still missing. */
export function firstSteps(folder: string, { about, adapter }: OpenedAdapter, isDefault: boolean): string {
  const tokens = firstTokens(adapter.tokens.missingRoles(), isDefault ? '' : ` --data ${folder}`)
  return [`data in ${folder}`, `target: ${about}`, ...tokens].map((line) => `${line}\n`).join('')
}
