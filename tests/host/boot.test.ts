import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { startGuest } from './lab/guest.ts'

// An emulator that fails as told stands in PATH before the real one, which fails too seldom to wait for.

const PATH = process.env.PATH
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'berth-boot-'))
  process.env.PATH = `${folder}:${PATH}`
})
afterEach(() => {
  process.env.PATH = PATH
  rmSync(folder, { recursive: true })
})

/** How often an emulator that ends with these words is started, and what the caller is told. */
async function bootsOf(words: string): Promise<{ readonly count: number; readonly message: string }> {
  const program = join(folder, 'qemu-system-x86_64')
  writeFileSync(program, `#!/bin/sh\necho started >>'${folder}/starts'\necho '${words}' >&2\nexit 134\n`)
  chmodSync(program, 0o755)
  const serialPath = join(folder, 'console.log')
  const fault = await startGuest({ parts: folder, serialPath }).catch((error: Error) => error)
  const count = readFileSync(join(folder, 'starts'), 'utf8').trim().split('\n').length
  return { count, message: fault instanceof Error ? fault.message : 'it booted' }
}

it('a boot that met the known assertion is tried once more', async () => {
  const words = 'iotlb_to_section: Assertion section_index < d->map.sections_nb failed'
  const { count, message } = await bootsOf(words)
  expect(count).toBe(2)
  expect(message).toContain(words)
})

it('a boot that failed otherwise is not, and says why', async () => {
  const { count, message } = await bootsOf('no such machine')
  expect(count).toBe(1)
  expect(message).toContain('QEMU ended with 134')
  expect(message).toContain('no such machine')
})
