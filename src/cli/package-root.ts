import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { assert } from '../base/assert.ts'

/** The folder that holds `package.json` and `scenarios/`, found upwards from this module, built or not. */
export function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder)
    assert(parent !== folder, 'package.json stands above the command')
    folder = parent
  }
  return folder
}
