import { statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { berth, inScratch } from './berth.ts'

it('gives out a first token before any server ran, in a folder that later commands find', async () => {
  await inScratch(async (scratch) => {
    const on = (...words: readonly string[]) => berth([...words, '--data', 'state'], scratch)
    const added = await on('access', 'add', 'ann', '--role', 'author', '-o', 'name')
    expect([added.code, added.stderr]).toEqual([0, ''])
    expect(added.stdout).toMatch(/^berth_[\w-]{43}\n$/)
    expect(statSync(join(scratch, 'state')).mode & 0o777).toBe(0o700)
    expect(await on('access', 'list', '-o', 'name')).toEqual({ code: 0, stdout: 'ann\n', stderr: '' })
    expect(await on('plans', 'audit', '--verify')).toMatchObject({ code: 0, stderr: '' })
    expect(await on('plans', 'list', '-o', 'name')).toMatchObject({ code: 0, stderr: '' })
    expect(await on('access', 'revoke', 'ann', '-o', 'name')).toEqual({ code: 0, stdout: 'ann\n', stderr: '' })
  })
})
