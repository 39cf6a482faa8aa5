import type { Event } from '../../model/event.ts'

/** Fields of each kind of event and their types: `uint` is a whole number ≥ 0. */
const FIELDS: Readonly<Record<Event['kind'], Readonly<Record<string, 'text' | 'uint' | 'object'>>>> = {
  component: { game: 'text', component: 'text', request: 'object' },
  request: {
    pod: 'text',
    game: 'text',
    zone: 'text',
    component: 'text',
    cpus: 'uint',
    memoryMib: 'uint',
    cause: 'text',
  },
  resize: { pod: 'text', cpus: 'uint', memoryMib: 'uint', cause: 'text' },
  release: { pod: 'text', cause: 'text' },
  ready: { pod: 'text' },
  'host-lost': { host: 'text' },
  'host-recovered': { host: 'text' },
}

/**
 * One line of `events.ndjson`, or what is wrong with it: a fault's path within the line, what was found, what expected.
 */
export function parseEvent(
  line: string,
): { readonly event: Event } | { readonly path: string; found: string; expected: string } {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return { path: '', found: shorten(line), expected: 'one JSON object' }
  }
  if (typeof value !== 'object' || value === null)
    return { path: '', found: shorten(line), expected: 'one JSON object' }
  const record = value as Record<string, unknown>
  const fields = FIELDS[record['kind'] as Event['kind']] as (typeof FIELDS)[Event['kind']] | undefined
  if (fields === undefined) {
    return { path: 'kind', found: shown(record['kind']), expected: `one of ${Object.keys(FIELDS).join(', ')}` }
  }
  if (!isUint(record['atUs'])) return { path: 'atUs', found: shown(record['atUs']), expected: 'a whole number ≥ 0' }
  for (const [name, type] of Object.entries(fields)) {
    const field = record[name]
    if (type === 'uint' && !isUint(field)) return { path: name, found: shown(field), expected: 'a whole number ≥ 0' }
    if (type === 'text' && typeof field !== 'string') return { path: name, found: shown(field), expected: 'a text' }
    if (type === 'object' && (typeof field !== 'object' || field === null)) {
      return { path: name, found: shown(field), expected: 'an object' }
    }
  }
  return { event: value as Event }
}

function isUint(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

function shown(value: unknown): string {
  return value === undefined ? 'nothing' : shorten(JSON.stringify(value))
}

function shorten(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`
}
