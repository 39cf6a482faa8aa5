import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { SLOT_BYTES, SLOT_COUNT } from '../../src/cli/run/log-protocol.ts'
import { LogWriteError, LogWriter } from '../../src/cli/run/log-writer.ts'
import { inScratch, ROOT } from './berth.ts'

const WORKER = pathToFileURL(join(ROOT, 'dist/cli/log-writer.js'))

/** Line i: from 0 to 3,000 characters, so that lines end at every place of a slot. */
const lineAt = (i: number): string => `${i} `.repeat((i * 7919) % 500)

describe('LogWriter', () => {
  it('writes and hashes several logs that are each longer than the ring', async () => {
    await inScratch(async (folder) => {
      const paths = [join(folder, 'a'), null, join(folder, 'c')]
      const writer = new LogWriter(paths, WORKER)
      const wanted = paths.map(() => createHash('sha256'))
      let bytes = 0
      for (let i = 0; bytes < 1.5 * SLOT_BYTES * SLOT_COUNT * paths.length; i++) {
        const text = lineAt(i)
        writer.line(i % 3, text)
        wanted[i % 3].update(`${text}\n`)
        bytes += text.length + 1
      }
      const digests = await writer.close()
      expect(digests).toEqual(wanted.map((hash) => hash.digest('hex')))
      for (const [log, path] of paths.entries()) {
        if (path === null) continue
        expect(createHash('sha256').update(readFileSync(path)).digest('hex')).toBe(digests[log])
      }
    })
  })

  it('takes a line that is longer than the ring', async () => {
    const writer = new LogWriter([null], WORKER)
    const text = 'x'.repeat(SLOT_BYTES * (SLOT_COUNT + 1) + 1)
    writer.line(0, text)
    expect(await writer.close()).toEqual([createHash('sha256').update(`${text}\n`).digest('hex')])
  })

  it('says so when a file cannot be written, and never waits for it', async () => {
    await inScratch(async (folder) => {
      const writer = new LogWriter([join(folder, 'no/such/folder/a')], WORKER)
      for (let i = 0; i < 2 * SLOT_COUNT; i++) writer.line(0, 'x'.repeat(SLOT_BYTES))
      await expect(writer.close()).rejects.toThrow(LogWriteError)
    })
  })

  it('hashes logs without a line', async () => {
    const none = createHash('sha256').digest('hex')
    expect(await new LogWriter([null, null], WORKER).close()).toEqual([none, none])
  })
})
