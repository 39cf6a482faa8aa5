import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll } from 'vitest'

/** The project's folder. */
export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Started {
  readonly ended: Promise<Ended>
  /** Everything written to stdout so far. */
  stdout(): string
  stderr(): string
  signal(name: NodeJS.Signals): void
  /** Ctrl-C: SIGINT to the command and to every process it started. */
  pressCtrlC(): void
}

/** Where commands of this test file keep state that names no folder: never in the user's own. */
const STATE = mkdtempSync(join(tmpdir(), 'berth-state-'))
// Not as the process ends: vitest kills its workers.
afterAll(() => rmSync(STATE, { recursive: true, force: true }))

/**
 * Starts the built command as a user would. cwd: where it runs, the project by default. more: environment beside that
 * of the tests. leads: whether it leads a process group, as a command at a terminal does; then Ctrl-C may be pressed.
 */
export function startBerth(
  words: readonly string[],
  cwd: string = ROOT,
  more: Readonly<Record<string, string>> = {},
  leads = false,
): Started {
  const env = { ...process.env, NO_COLOR: '1', XDG_STATE_HOME: STATE, BERTH_TOKEN: '', ...more }
  const child = spawn(process.execPath, [join(ROOT, 'bin/berth.mjs'), ...words], { cwd, env, detached: leads })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (bytes: Buffer) => (stdout += bytes.toString('utf8')))
  child.stderr.on('data', (bytes: Buffer) => (stderr += bytes.toString('utf8')))
  const pressCtrlC = (): void => void process.kill(-(child.pid as number), 'SIGINT')
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, stdout, stderr }))
  })
  return { ended, stdout: () => stdout, stderr: () => stderr, signal: (name) => child.kill(name), pressCtrlC }
}

/** Runs the built command to its end. */
export function berth(
  words: readonly string[],
  cwd: string = ROOT,
  more: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  return startBerth(words, cwd, more).ended
}

/** A folder that is gone after `work`. */
export async function inScratch<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'berth-test-'))
  try {
    return await work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Waits until a condition holds; throws after timeoutMs, which is long: other files run beside. */
export async function until(condition: () => boolean, timeoutMs = 60_000): Promise<void> {
  const endMs = performance.now() + timeoutMs
  while (!condition()) {
    if (performance.now() > endMs) throw new Error('waited too long')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** Words of a command line as a shell would split it. */
export function splitWords(command: string): readonly string[] {
  return [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare)
}
