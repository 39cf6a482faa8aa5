import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { CHUNK_BYTES, CHUNKS_MAX } from '../../src/cli/run/log-protocol.ts'
import { LogWriteError, LogWriter } from '../../src/cli/run/log-writer.ts'
import { inScratch, ROOT, until } from './berth.ts'

const BUILT = realpathSync(join(ROOT, 'dist/cli'))
const WORKER = pathToFileURL(join(BUILT, 'log-writer.js'))

/** Line i: from 0 to 3,000 characters, so that lines end at every place of a slot. */
const lineAt = (i: number): string => `${i} `.repeat((i * 7919) % 500)

describe('LogWriter', () => {
  it('writes and hashes several logs that are each longer than all its chunks', async () => {
    await inScratch(async (folder) => {
      const paths = [join(folder, 'a'), null, join(folder, 'c')]
      const writer = new LogWriter(paths, WORKER)
      const wanted = paths.map(() => createHash('sha256'))
      let bytes = 0
      for (let i = 0; bytes < 1.5 * CHUNK_BYTES * CHUNKS_MAX * paths.length; i++) {
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

  it('takes a line that is longer than all its chunks', async () => {
    const writer = new LogWriter([null], WORKER)
    const text = 'x'.repeat(CHUNK_BYTES * (CHUNKS_MAX + 1) + 1)
    writer.line(0, text)
    expect(await writer.close()).toEqual([createHash('sha256').update(`${text}\n`).digest('hex')])
  })

  it('says so when a file cannot be written, and never waits for it', async () => {
    await inScratch(async (folder) => {
      const writer = new LogWriter([join(folder, 'no/such/folder/a')], WORKER)
      for (let i = 0; i < 2 * CHUNKS_MAX; i++) writer.line(0, 'x'.repeat(CHUNK_BYTES))
      await expect(writer.close()).rejects.toThrow(LogWriteError)
    })
  })

  it('hashes logs without a line', async () => {
    const none = createHash('sha256').digest('hex')
    expect(await new LogWriter([null, null], WORKER).close()).toEqual([none, none])
  })

  it.each([
    ['does not load', "throw new Error('as it should')", 'as it should'],
    ['ends at once', 'process.exit(0)', 'ended with 0'],
    ['ends at its first message', "parentPort.once('message', () => process.exit(3))", 'ended with 3'],
  ])('says so when the other thread %s, and never waits for it', async (_, body, words) => {
    await inScratch(async (folder) => {
      const worker = join(folder, 'worker.mjs')
      writeFileSync(worker, `import { parentPort } from 'node:worker_threads'\n${body}\n`)
      const writer = new LogWriter([null], pathToFileURL(worker))
      for (let i = 0; i < 2 * CHUNKS_MAX; i++) writer.line(0, 'x'.repeat(CHUNK_BYTES))
      await expect(writer.close()).rejects.toSatisfy((error) => {
        return error instanceof LogWriteError && error.message.includes(words)
      })
      expect(writer.failed).toBe(true)
    })
  })
})

describe('berth replay whose log writer', () => {
  /** Starts the built command with another log writer beside it. */
  function startWith(writer: string, out: string) {
    // Within the project, where the packages that the command imports are found.
    const copy = mkdtempSync(join(ROOT, 'dist/broken-'))
    cpSync(BUILT, copy, { recursive: true })
    writeFileSync(join(copy, 'log-writer.js'), writer)
    const argv = ['node', 'berth', 'replay', 'fleet-year', '--size', 'demo', '--out', out]
    const [path, words] = [join(copy, 'berth.js'), argv].map((value) => JSON.stringify(value))
    const child = spawn(process.execPath, ['-e', `import(${path}).then(({ main }) => main(${words}))`])
    let stderr = ''
    child.stderr.on('data', (bytes: Buffer) => (stderr += bytes.toString('utf8')))
    const ended = new Promise<{ code: number | null; stderr: string }>((resolve) => {
      child.on('close', (code) => {
        rmSync(copy, { recursive: true, force: true })
        resolve({ code, stderr })
      })
    })
    return { child, ended }
  }

  it('does not load ends with 2 and says why', async () => {
    await inScratch(async (folder) => {
      const ended = await startWith("throw new Error('as it should')", join(folder, 'run')).ended
      expect(ended.code).toBe(2)
      expect(ended.stderr).toBe(
        'berth: found the log writer broke: as it should, expected files that can be read and written\n',
      )
    })
  }, 20_000)

  it('never answers still ends with 130 on an interrupt', async () => {
    await inScratch(async (folder) => {
      const out = join(folder, 'run')
      const { child, ended } = startWith('setInterval(() => {}, 1000)', out)
      await until(() => existsSync(join(out, 'fleet.json')))
      await new Promise((resolve) => setTimeout(resolve, 3000)) // By now all chunks are on their way.
      child.kill('SIGINT')
      expect((await ended).code).toBe(130)
    })
  }, 20_000)
})
