import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { hostParts } from '../../scripts/labs/host.mjs'

it('a guest dies with the process that booted it, kill -9 included', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'berth-lifetime-'))
  const serialPath = join(folder, 'console.log')
  const script = `
    import { runnerImport } from 'vite'
    const { module } = await runnerImport('./tests/host/lab/guest.ts')
    await module.startGuest(${JSON.stringify({ parts: hostParts(), serialPath })})`
  const owner = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'inherit' })
  try {
    await until(() => qemusOf(serialPath).length === 1)
    owner.kill('SIGKILL')
    await until(() => qemusOf(serialPath).length === 0)
  } finally {
    owner.kill('SIGKILL')
    rmSync(folder, { recursive: true })
  }
  expect(qemusOf(serialPath)).toEqual([])
})

/** Process ids of the emulators that write that console. */
function qemusOf(serialPath: string): readonly string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
      return words.startsWith('qemu-system') && words.includes(serialPath)
    } catch {
      return false // Not a process, or one that just ended.
    }
  })
}

async function until(isSo: () => boolean): Promise<void> {
  for (const startedAtMs = Date.now(); !isSo(); await sleep(50)) {
    if (Date.now() - startedAtMs > 60_000) throw new Error('it did not come about in a minute')
  }
}
