import { execFile } from 'node:child_process'
import { constants, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs'
import { mkdir, open, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { byCodeUnit } from '../../base/order.ts'
import { type Kernel, KernelError } from './kernel.ts'

const TIMEOUT_MS = 15_000
const OUTPUT_BYTES_MAX = 16 * 1024 * 1024
/** Programs are looked for where distributions put them, whatever the PATH of the service is. */
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/**
 * The kernel of this machine. What is read lies in the kernel's memory and comes at once: a thread to wait for it, as
 * promises of files have, costs twelve times as much, and there are some files a container to read each few seconds.
 *
 * root: put in front of every path, '' for the machine itself, a captured tree in tests.
 */
export function createLinuxKernel(root = ''): Kernel {
  const at = (path: string): string => (root === '' ? path : join(root, path))
  return {
    read: (path) => unlessMissing('read', path, () => readFileSync(at(path), 'utf8').trimEnd()),
    list: (path) => unlessMissing('list', path, () => readdirSync(at(path)).sort(byCodeUnit)),
    link: (path) => unlessMissing('read link', path, () => readlinkSync(at(path))),
    identity: (path) =>
      unlessMissing('stat', path, () => {
        const { dev, ino } = statSync(at(path))
        return `${dev}:${ino}`
      }),
    write: (path, text) => told('write', path, () => writeWhole(at(path), `${text}\n`)),
    makeDirectory: (path) => told('mkdir', path, () => mkdir(at(path))),
    removeDirectory: (path) => told('rmdir', path, () => rmdir(at(path))),
    run: runProgram,
    sleep: (ms) => sleep(ms),
    nowMs: () => Date.now(),
  }
}

/** Kernel files take a value in one write, and are never made by writing. */
async function writeWhole(path: string, text: string): Promise<void> {
  const file = await open(path, constants.O_WRONLY | constants.O_TRUNC)
  try {
    await file.write(text)
  } finally {
    await file.close()
  }
}

async function told<T>(verb: string, path: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    throw new KernelError(`${verb} ${path}`, codeOf(error))
  }
}

async function unlessMissing<T>(verb: string, path: string, act: () => T): Promise<T | null> {
  try {
    return act()
  } catch (error) {
    const code = codeOf(error)
    // A process that ended between two looks answers ESRCH, and a device that went away ENODEV.
    if (['ENOENT', 'ENOTDIR', 'ESRCH', 'ENODEV'].includes(code)) return null
    throw new KernelError(`${verb} ${path}`, code)
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error)
}

function runProgram(program: string, words: readonly string[], timeoutMs = TIMEOUT_MS): Promise<string> {
  const act = `${program} ${words.join(' ')}`
  const env = { PATH, LC_ALL: 'C' }
  return new Promise((resolve, reject) => {
    const options = { timeout: timeoutMs, killSignal: 'SIGKILL' as const, maxBuffer: OUTPUT_BYTES_MAX, env }
    execFile(program, [...words], options, (error, stdout, stderr) => {
      const said = stderr.trim().split('\n').slice(-3).join('; ')
      if (error?.killed === true) reject(new KernelError(act, `no answer in ${timeoutMs} ms`, true))
      else if (error !== null) reject(new KernelError(act, said === '' ? failureOf(error) : said))
      // xfs_quota ends with 0 after some of its own errors, but says so.
      else if (program === 'xfs_quota' && said !== '') reject(new KernelError(act, said))
      else resolve(stdout)
    })
  })
}

function failureOf(error: Error & { readonly code?: unknown }): string {
  return error.code === 'ENOENT' ? 'the program is not installed' : `ended with ${String(error.code)}`
}
