/** A fault planted in the engine: in a file of `src/engine`, one text that occurs once is put in place of another. */
export interface PlantedFault {
  readonly name: string
  readonly file: string
  readonly find: string
  readonly replace: string
  /** The law it is about. Which one a proof names first depends on the draws: one fault breaks several. */
  readonly law: string
}

/** A fault in few words. */
export function fault(law: string, name: string, file: string, find: string, replace: string): PlantedFault {
  return { name, file, find, replace, law }
}
