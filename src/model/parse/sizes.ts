import { SCENARIO_SIZES, type ScenarioSize } from '../scenario.ts'
import { joinPath, pathText } from './faults.ts'

/** A document with one size chosen, and where maps by size stood. */
export interface Chosen {
  readonly value: unknown
  /** Paths of the maps by size, so that a fault below one names the size it is of. */
  readonly sizedPaths: ReadonlySet<string>
  /** Paths of maps by size that lack this one, with the keys found. */
  readonly missing: readonly { readonly path: string; readonly found: string }[]
}

/** Replaces each map whose keys are all sizes by its value for one size. */
export function chooseSize(document: unknown, size: ScenarioSize): Chosen {
  const sizedPaths = new Set<string>()
  const missing: { path: string; found: string }[] = []
  const walk = (value: unknown, path: readonly PropertyKey[]): unknown => {
    if (Array.isArray(value)) return value.map((item, i) => walk(item, [...path, i]))
    if (typeof value !== 'object' || value === null) return value
    const keys = Object.keys(value)
    if (keys.length > 0 && keys.every((key) => (SCENARIO_SIZES as readonly string[]).includes(key))) {
      const at = pathText(path)
      sizedPaths.add(at)
      if (Object.hasOwn(value, size)) return (value as Record<string, unknown>)[size]
      missing.push({ path: at, found: keys.join(', ') })
      return undefined
    }
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, walk(item, [...path, key])]))
  }
  return { value: walk(document, []), sizedPaths, missing }
}

/** The path in the author's document: `spec.games[0].count` becomes `spec.games[0].count.demo` below a map by size. */
export function authoredPath(path: string, size: ScenarioSize, sizedPaths: ReadonlySet<string>): string {
  if (sizedPaths.has(path)) return joinPath(path, size)
  for (let i = path.length - 1; i > 0; i--) {
    if (path[i] !== '.' && path[i] !== '[') continue
    const head = path.slice(0, i)
    if (sizedPaths.has(head)) return `${head}.${size}${path.slice(i)}`
  }
  return path
}
