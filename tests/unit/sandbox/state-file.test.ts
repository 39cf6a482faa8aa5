import { appendFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, it, vi } from 'vitest'
import { StateFile } from '../../../src/sandbox/state-file.ts'
import { freshFolder } from '../live/store/folder.ts'

const disk = vi.hoisted(() => ({ isFull: false }))

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>()
  return {
    ...fs,
    appendFileSync(path: string, text: string): void {
      fs.appendFileSync(path, disk.isFull ? text.slice(0, 10) : text)
      if (disk.isFull) throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' })
    },
  }
})

afterEach(() => {
  disk.isFull = false
})

const release = (pod: string) => ({ release: pod, host: 'h1' })

it('is as it was after a line that the disk did not take', () => {
  const path = join(freshFolder(), 'state.ndjson')
  const { file, kept } = StateFile.open(path, 'd')
  expect(kept).toBeNull()
  file.add(release('a'))
  const before = readFileSync(path, 'utf8')
  disk.isFull = true
  expect(() => file.add(release('b'))).toThrow('ENOSPC')
  expect(readFileSync(path, 'utf8')).toBe(before)
  disk.isFull = false
  file.add(release('c'))
  expect(StateFile.open(path, 'd').kept).toEqual({ lines: [release('a'), release('c')], dropped: 0 })
})

it('is read without the lines that are damaged, and says how many', () => {
  const path = join(freshFolder(), 'state.ndjson')
  const { file } = StateFile.open(path, 'd')
  file.add(release('a'))
  appendFileSync(path, '{"release":"b"{"release":"c","host":"h1"}\n')
  file.add(release('d'))
  expect(StateFile.open(path, 'd').kept).toEqual({ lines: [release('a'), release('d')], dropped: 1 })
})
