import type { Command } from 'commander'
import type { Fault } from '../base/result.ts'
import { shortened } from '../model/parse/faults.ts'

/**
 * Reads the words and options of one command and gathers every fault instead of stopping at the first.
 * Commander splits the command line; options are declared with an optional value (`--size [SIZE]`) and unknown ones
 * are let through, so that nothing is refused before all of it was looked at.
 */
export class Arguments {
  readonly faults: Fault[] = []
  readonly words: readonly string[]
  readonly #options: Readonly<Record<string, unknown>>

  constructor(command: Command) {
    const firstUnknown = command.args.findIndex((word) => /^-./.test(word))
    this.words = firstUnknown < 0 ? command.args : command.args.slice(0, firstUnknown)
    this.#options = command.optsWithGlobals()
    const known = command.options.map((option) => option.long ?? option.flags)
    const expected = known.length === 0 ? '--help alone' : `one of ${known.join(', ')}`
    for (const word of firstUnknown < 0 ? [] : command.args.slice(firstUnknown)) {
      if (/^-./.test(word)) this.fault(word.split('=')[0] ?? word, 'an unknown option', expected)
    }
  }

  /** Notes one fault of the command line. */
  fault(path: string, found: string, expected: string): void {
    this.faults.push({ path, found, expected })
  }

  /** The word at a position, or '' with a fault when it is missing. */
  word(index: number, name: string, expected: string): string {
    const word = this.words[index]
    if (word !== undefined) return word
    this.fault(name, 'nothing', expected)
    return ''
  }

  /** Notes every word from a position on as one too many. */
  end(index: number): void {
    for (const word of this.words.slice(index)) this.fault('arguments', shortened(word), 'nothing more')
  }

  /** Whether an option was given at all. */
  given(name: string): boolean {
    return this.#options[key(name)] !== undefined
  }

  /** Options and their values as they were given, for the command line of an answer; none of those left out. */
  asGiven(...names: readonly string[]): readonly string[] {
    return names.flatMap((name) => {
      const value = this.#options[key(name)]
      return [value ?? []].flat().flatMap((text) => [name, String(text)])
    })
  }

  /** Whether a flag without a value is set. */
  flag(name: string): boolean {
    return this.#options[key(name)] === true
  }

  /** An option's text, or the fallback when it was not given. */
  text<Fallback extends string | null>(name: string, expected: string, fallback: Fallback): string | Fallback {
    const value = this.#options[key(name)]
    if (value === undefined) return fallback
    if (typeof value === 'string' && value !== '') return value
    this.fault(name, 'nothing', expected)
    return fallback
  }

  /** Texts of an option that may be given several times, declared with a collector; none when it was not given. */
  texts(name: string, expected: string): readonly string[] {
    const value = this.#options[key(name)]
    if (value === undefined) return []
    if (Array.isArray(value) && value.every((text) => typeof text === 'string' && text !== '')) return value
    this.fault(name, 'nothing', expected)
    return []
  }

  /** One of a list of texts. */
  choice<Choice extends string, Fallback extends Choice | null>(
    name: string,
    choices: readonly Choice[],
    fallback: Fallback,
  ): Choice | Fallback {
    const expected = `one of ${choices.join(', ')}`
    const value = this.text(name, expected, null)
    if (value === null) return fallback
    const choice = choices.find((candidate) => candidate === value)
    if (choice !== undefined) return choice
    this.fault(name, shortened(value), expected)
    return fallback
  }

  /** A whole number in [min, max], written in decimal digits. */
  integer(name: string, min: number, max: number, fallback: number): number {
    const expected = `a whole number from ${min} to ${max}`
    const value = this.text(name, expected, null)
    if (value === null) return fallback
    const number = /^\d{1,16}$/.test(value) ? Number(value) : Number.NaN
    if (number >= min && number <= max) return number
    this.fault(name, shortened(value), expected)
    return fallback
  }
}

function key(name: string): string {
  return name.replace(/^--/, '').replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
}
