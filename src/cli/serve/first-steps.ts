import type { OpenedAdapter } from './live-server.ts'

/** Said at the start: where the state is and what the target is, and how to make the tokens that are still missing. */
export function firstSteps(folder: string, { about, adapter }: OpenedAdapter, isDefault: boolean): string {
  const lines = [`data in ${folder}`, `target: ${about}`]
  const missing = adapter.tokens.missingRoles()
  if (missing.length > 0) {
    const where = isDefault ? '' : ` --data ${folder}`
    lines.push(`nobody is ${missing.join(', nobody is ')} yet; who approves a plan is not who wrote it:`)
    if (missing.includes('author') || missing.includes('operator')) {
      const roles = missing.filter((role) => role !== 'approver')
      lines.push(`  npx berth access add NAME --role ${roles.join(',')}${where}`)
    }
    if (missing.includes('approver')) lines.push(`  npx berth access add OTHER-NAME --role approver${where}`)
  }
  return lines.map((line) => `${line}\n`).join('')
}
