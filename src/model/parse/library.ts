import type { Result } from '../../base/result.ts'
import type { FaultList } from './faults.ts'

/**
 * Texts of the documents a scenario refers to by name, bundled ones or a user's own; null when there is none. Names
 * are checked before they are asked for (a-z, 0-9, inner hyphens; of a file, no folder), so they are safe as parts of a
 * file's path.
 */
export interface Library {
  topology(name: string): string | null
  gameTemplate(name: string): string | null
  curve(name: string): string | null
  networkModel(name: string): string | null
  /** By the name of the file, with its ending. */
  lossLog(file: string): string | null
}

/** Parses each document once; its faults are noted once, under `noun name: path`. */
export function memoised<T>(
  noun: string,
  read: (name: string) => string | null,
  parse: (text: string) => Result<T>,
  faults: FaultList,
): (name: string, path: string) => T | null {
  const parsed = new Map<string, T | null>()
  return (name, path) => {
    const known = parsed.get(name)
    if (known !== undefined) return known
    const text = read(name)
    if (text === null) {
      faults.add(path, JSON.stringify(name), `the name of a ${noun} in the library`)
      return null // Not remembered: every place that names it is reported.
    }
    const result = parse(text)
    if (!result.ok)
      for (const fault of result.faults) faults.add(`${noun} ${name}: ${fault.path}`, fault.found, fault.expected)
    const value = result.ok ? result.value : null
    parsed.set(name, value)
    return value
  }
}
