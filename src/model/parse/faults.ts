import type { z } from 'zod'
import { byCodeUnit } from '../../base/order.ts'
import type { Fault } from '../../base/result.ts'

/** Longest text quoted in a fault. */
const SHOWN_LENGTH_MAX = 80

/** A value as a person would write it in the file, shortened: `"sz-a"`, `12`, `a list of 3`, `nothing`. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (Array.isArray(value)) {
    const short =
      value.length > 0 && value.length <= 4 && value.every((item) => typeof item !== 'object' || item === null)
    return short ? cut(`[${value.map(show).join(', ')}]`) : `a list of ${value.length}`
  }
  if (typeof value === 'object' && value !== null) {
    const keys = Object.keys(value)
    return keys.length === 0 ? 'an empty map' : cut(`a map of ${keys.join(', ')}`)
  }
  if (typeof value === 'string') return JSON.stringify(cut(value))
  return cut(String(value))
}

function cut(text: string): string {
  return text.length <= SHOWN_LENGTH_MAX ? text : `${text.slice(0, SHOWN_LENGTH_MAX - 1)}…`
}

/** A text in quotes, cut to the length a fault shows. */
export function shortened(text: string): string {
  return JSON.stringify(cut(text))
}

/** Joins a path of keys and list positions: `spec.fleet.hostGroups[2].count`. */
export function pathText(path: readonly PropertyKey[]): string {
  let text = ''
  for (const key of path) {
    text += typeof key === 'number' ? `[${key}]` : text === '' ? String(key) : `.${String(key)}`
  }
  return text
}

/** Two paths joined; either may be empty. */
export function joinPath(head: string, tail: string): string {
  if (head === '' || tail === '') return head + tail
  return tail.startsWith('[') ? head + tail : `${head}.${tail}`
}

/** The faults behind zod's issues. Messages of our own schemas already say what was expected. */
export function faultsOfIssues(issues: readonly z.core.$ZodIssue[], document: unknown): Fault[] {
  const faults: Fault[] = []
  for (const issue of issues) {
    const path = pathText(issue.path)
    if (issue.code === 'unrecognized_keys') {
      const known = issue.message.split(' ')
      for (const key of issue.keys) {
        faults.push({ path: joinPath(path, key), found: 'an unknown key', expected: knownKeys(key, known) })
      }
    } else {
      const value = valueAt(document, issue.path)
      // An empty document is a null that nobody wrote.
      const found = path === '' && value === null ? 'nothing' : show(value)
      faults.push({ path, found, expected: issue.message })
    }
  }
  return faults
}

function valueAt(document: unknown, path: readonly PropertyKey[]): unknown {
  let value = document
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = (value as Record<PropertyKey, unknown>)[key]
  }
  return value
}

/** `hostGroups, did you mean that?` when one known word is near, else the list of all. */
function knownKeys(key: string, known: readonly string[]): string {
  const near = nearest(key, known)
  return near === null ? `one of ${known.join(', ')}` : `${near} (did you mean that?)`
}

/** What to expect in place of a reference that names nothing: the nearest name, or the first few of all. */
export function expectedName(noun: string, found: string, names: Iterable<string>): string {
  const sorted = [...names].sort(byCodeUnit)
  const one = /^[aeiou]/i.test(noun) ? `an ${noun}` : `a ${noun}`
  if (sorted.length === 0) return `the name of ${one} (there is none)`
  const near = nearest(found, sorted)
  if (near !== null) return `the name of ${one}; did you mean ${near}?`
  const listed = sorted.slice(0, 8).join(', ')
  return `the name of ${one}: ${listed}${sorted.length > 8 ? `, … (${sorted.length})` : ''}`
}

/** The word at the smallest edit distance, when that is at most a third of the length; ties go to the first listed. */
export function nearest(word: string, words: readonly string[]): string | null {
  let best: string | null = null
  let bestDistance = Math.max(1, Math.floor(word.length / 3)) + 1
  if (word.length > 64) return null
  for (const candidate of words) {
    if (candidate.length > 64) continue
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase())
    if (distance < bestDistance) {
      best = candidate
      bestDistance = distance
    }
  }
  return best
}

/** Levenshtein distance, two rows. */
function editDistance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = a.charCodeAt(i - 1) === b.charCodeAt(j - 1) ? 0 : 1
      row.push(Math.min(above[j] + 1, row[j - 1] + 1, above[j - 1] + change))
    }
    above = row
  }
  return above[b.length]
}

/** Collects faults while a document is resolved; `at` prefixes the paths of a part. */
export class FaultList {
  readonly #faults: Fault[] = []
  readonly #seen = new Set<string>()

  /** Notes one fault; the same fault twice (two replicates of one group, say) counts once. */
  add(path: string, found: string, expected: string): void {
    const key = `${path}\u0000${found}\u0000${expected}`
    if (this.#seen.has(key)) return
    this.#seen.add(key)
    this.#faults.push({ path, found, expected })
  }

  addAll(faults: readonly Fault[], prefix = ''): void {
    for (const fault of faults) this.add(joinPath(prefix, fault.path), fault.found, fault.expected)
  }

  get all(): readonly Fault[] {
    return this.#faults
  }

  get isEmpty(): boolean {
    return this.#faults.length === 0
  }
}
