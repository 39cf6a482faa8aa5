import { stringify } from 'yaml'
import type { Fault, Result } from '../../base/result.ts'
import { failed, ok } from '../../base/result.ts'
import type { Setting } from '../setting.ts'
import { parseDocumentText } from './document.ts'
import { shortened } from './faults.ts'

export type { Setting } from '../setting.ts'

type Container = Record<string, unknown> | unknown[]

/**
 * The text of a scenario with settings put in, in their order. A map by size gives way to the one value. Faults where
 * a path leads nowhere; whether a value is good where it stands is for whoever reads the text.
 */
export function withSettings(text: string, settings: readonly Setting[]): Result<string> {
  if (settings.length === 0) return ok(text)
  const document = parseDocumentText(text)
  if (!document.ok) return document
  const root = isContainer(document.value) && !Array.isArray(document.value) ? document.value['spec'] : undefined
  const faults = settings.flatMap((setting) => put(root, setting))
  return faults.length > 0 ? failed(faults) : ok(stringify(document.value, { aliasDuplicateObjects: false }))
}

function put(root: unknown, { path, value }: Setting): readonly Fault[] {
  const keys = path.split('.')
  let at: unknown = root
  for (const [i, key] of keys.entries()) {
    const where = ['spec', ...keys.slice(0, i)].join('.')
    if (!isContainer(at))
      return [{ path: `--set ${path}`, found: `${where}, which holds nothing`, expected: 'a map or a list' }]
    // No map of a scenario has such a key; what is set there would change every object of the program.
    if (key === '__proto__') return [{ path: `--set ${path}`, found: key, expected: 'a key of a map or a list' }]
    const slot = Array.isArray(at) ? slotOf(at, key) : key
    if (slot === null) {
      const expected = `one of ${(at as unknown[]).map((item, n) => nameOf(item) ?? n).join(', ')}`
      return [{ path: `--set ${path}`, found: `${shortened(key)} in ${where}`, expected }]
    }
    if (i < keys.length - 1) at = Object.hasOwn(at, slot) ? (at as Record<string, unknown>)[slot] : undefined
    else {
      const read = parseDocumentText(value)
      if (!read.ok) return [{ path: `--set ${path}`, found: shortened(value), expected: 'a value as YAML writes it' }]
      ;(at as Record<string, unknown>)[slot] = read.value
    }
  }
  return []
}

/** Where an item of a list stands; null when it is none. */
function slotOf(items: readonly unknown[], key: string): string | null {
  const named = items.findIndex((item) => nameOf(item) === key)
  if (named >= 0) return String(named)
  return /^\d+$/.test(key) && Number(key) < items.length ? key : null
}

function nameOf(item: unknown): string | null {
  return isContainer(item) && 'name' in item && typeof item.name === 'string' ? item.name : null
}

function isContainer(value: unknown): value is Container {
  return typeof value === 'object' && value !== null
}
