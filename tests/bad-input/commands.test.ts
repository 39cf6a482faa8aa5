import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { berth, inScratch } from '../cli/berth.ts'
import { COMMANDS } from './commands.ts'
import { DATA_FOLDERS } from './data-folders.ts'

/** Every path below a folder with its rights. */
function pathsIn(folder: string): readonly string[] {
  return (readdirSync(folder, { recursive: true }) as string[])
    .map((path) => `${path} ${(statSync(join(folder, path)).mode & 0o777).toString(8)}`)
    .sort()
}

describe('berth on bad input', () => {
  it.each([...COMMANDS, ...DATA_FOLDERS])('$name', async ({ words, files, faults }) => {
    await inScratch(async (folder) => {
      for (const [path, text] of Object.entries(files ?? {})) {
        mkdirSync(dirname(join(folder, path)), { recursive: true })
        writeFileSync(join(folder, path), text)
      }
      const before = pathsIn(folder)
      const ended = await berth(words, folder)
      // Exactly these lines: so no stack trace, no banner, nothing twice.
      expect({ code: ended.code, stderr: ended.stderr.split('\n').slice(0, -1), stdout: ended.stdout }).toEqual({
        code: 2,
        stderr: [...faults],
        stdout: '',
      })
      expect(pathsIn(folder)).toEqual(before)
    })
  })
})
