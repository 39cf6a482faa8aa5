import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Result } from '../../../src/base/result.ts'
import type { Library } from '../../../src/model/parse/scenario.ts'

export const SCENARIOS = join(dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url))))), 'scenarios')

/** Names of the YAML documents in one folder of the bundled scenarios; '' is the folder itself. */
export function namesIn(folder: string): string[] {
  return readdirSync(join(SCENARIOS, folder))
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.slice(0, -'.yaml'.length))
}

/** Text of a bundled document, or null. */
export function textOf(folder: string, name: string): string | null {
  return namesIn(folder).includes(name) ? readFileSync(join(SCENARIOS, folder, `${name}.yaml`), 'utf8') : null
}

export const LIBRARY: Library = {
  topology: (name) => textOf('hosts', name),
  gameTemplate: (name) => textOf('games', name),
  curve: (name) => textOf('curves', name),
  networkModel: (name) => textOf('networks', name),
  lossLog: () => null,
}

/** The value of a result, or an error that lists its faults. */
export function accepted<T>(result: Result<T>): T {
  if (result.ok) return result.value
  throw new Error(
    result.faults.map((fault) => `${fault.path}: found ${fault.found}, expected ${fault.expected}`).join('\n'),
  )
}
