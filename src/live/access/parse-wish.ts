import { failed, ok, type Result } from '../../base/result.ts'
import { ROLES } from '../../model/api.ts'
import { faultsOfIssues } from '../../model/parse/faults.ts'
import { name, runName, word } from '../../model/parse/scalars.ts'
import { list, record } from '../../model/parse/shapes.ts'
import type { TokenWish } from './token-book.ts'

/** What a token is asked for with: `{name, roles, games?, regions?}`. */
export const wishSchema = record({
  name,
  roles: list(word(ROLES), 1, ROLES.length),
  games: list(runName, 0, 100).optional(),
  regions: list(name, 0, 100).optional(),
})

/** Reads the wish for a token; all faults are listed. Repeated words count once. */
export function parseWish(document: unknown): Result<TokenWish> {
  const parsed = wishSchema.safeParse(document)
  if (!parsed.success) return failed(faultsOfIssues(parsed.error.issues, document))
  const { name, roles, games, regions } = parsed.data
  return ok({ name, roles: unique(roles), games: unique(games ?? []), regions: unique(regions ?? []) })
}

function unique<T>(words: readonly T[]): readonly T[] {
  return [...new Set(words)]
}
