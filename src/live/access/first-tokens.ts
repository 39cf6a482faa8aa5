import type { Role } from '../../model/api.ts'

/**
 * How to make the tokens that a plan still needs, one line each; none when nobody is missing. options: what the
 * commands need besides, `' --data DIR'`.
 */
export function firstTokens(missing: readonly Role[], options: string): readonly string[] {
  if (missing.length === 0) return []
  const lines = [`nobody is ${missing.join(', nobody is ')} yet; who approves a plan is not who wrote it:`]
  const roles = missing.filter((role) => role !== 'approver')
  if (roles.length > 0) lines.push(`  npx berth access add NAME --role ${roles.join(',')}${options}`)
  if (missing.includes('approver')) lines.push(`  npx berth access add OTHER-NAME --role approver${options}`)
  return lines
}
