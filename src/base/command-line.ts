/**
 * A command line that a person copies into a shell. words: the words as the program is to get them; left-out ones are
 * null. A word with anything a shell would read is quoted as POSIX has it: a blank, a bracket, an equals sign at which
 * some shells complete.
 */
export function commandLine(words: readonly (string | number | null)[]): string {
  return words
    .filter((word) => word !== null)
    .map((word) => quoted(String(word)))
    .join(' ')
}

/** An option and its value as two words, or none where there is no value. */
export function optionWords(name: string, value: string | number | null): readonly string[] {
  return value === null ? [] : [name, String(value)]
}

function quoted(word: string): string {
  return /^[\w@%+:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}

/** The words of a line that commandLine made. */
export function wordsOf(line: string): readonly string[] {
  const words = line.match(/(?:'[^']*'|\\.|[^\s'\\])+/gs) ?? []
  return words.map((word) =>
    word.replaceAll(/'([^']*)'|\\(.)/gs, (_, inside: string | undefined, one: string) => inside ?? one),
  )
}
