import { join } from 'node:path'
import { Truth } from '../unit/live/plans/truth.ts'
import { crashFleet } from './fleet.ts'
import type { World } from './world.ts'

/** A fleet that is a file of the run: as quick as a target can be, and shares no code with those of the product. */
export function truthWorld(): World {
  let file = ''
  return {
    async begin(folder) {
      file = join(folder, 'truth.ndjson')
      return { kind: 'truth', file }
    },
    async left() {
      const truth = new Truth(crashFleet(), file)
      return { truth: truth.state(), effects: [...truth.effects].sort() }
    },
    close: async () => undefined,
  }
}
