import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { berth, inScratch } from '../cli/berth.ts'
import { COMMANDS } from './commands.ts'

describe('berth on bad input', () => {
  it.each(COMMANDS)('$name', async ({ words, files, faults }) => {
    await inScratch(async (folder) => {
      for (const [path, text] of Object.entries(files ?? {})) {
        mkdirSync(dirname(join(folder, path)), { recursive: true })
        writeFileSync(join(folder, path), text)
      }
      const ended = await berth(words, folder)
      // Exactly these lines: so no stack trace, no banner, nothing twice.
      expect({ code: ended.code, stderr: ended.stderr.split('\n').slice(0, -1), stdout: ended.stdout }).toEqual({
        code: 2,
        stderr: [...faults],
        stdout: '',
      })
    })
  })
})
