import { NAME_LENGTH_MAX } from '../../parse/scalars.ts'

/** A name as scenarios take it, of one as Kubernetes has it: `ip-10-0-0-1.internal` gives `ip-10-0-0-1-internal`. */
export function scenarioName(text: string, fallback: string): string {
  const name = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, NAME_LENGTH_MAX)
    .replace(/-+$/, '')
  return name === '' ? fallback : name
}

/** Gives out names once: the second that asks for `web` gets `web-2`. */
export class UniqueNames {
  readonly #taken = new Set<string>()

  take(wanted: string): string {
    let name = wanted
    for (let i = 2; this.#taken.has(name); i++) {
      const tail = `-${i}`
      name = `${wanted.slice(0, NAME_LENGTH_MAX - tail.length).replace(/-+$/, '')}${tail}`
    }
    this.#taken.add(name)
    return name
  }
}
