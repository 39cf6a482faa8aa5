/** Replaces the first text by the second; the first must be there. */
export type Edit = readonly [from: string, to: string]

export interface Row {
  readonly name: string
  readonly edits: readonly Edit[]
  /** Every line that must be printed, `PATH: found X, expected Y`, in order. */
  readonly faults: readonly string[]
}

export function row(name: string, edits: readonly Edit[], ...faults: readonly string[]): Row {
  return { name, edits, faults }
}

/** A good text after its edits. Throws when an edit finds nothing, which would test the good text. */
export function broken(good: string, edits: readonly Edit[]): string {
  return edits.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`nothing to edit: ${from}`)
    return text.replace(from, () => to)
  }, good)
}
