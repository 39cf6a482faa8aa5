import { spawn } from 'node:child_process'
import { join } from 'node:path'

const LONGEST_MS = 300_000

/** What a program of the oracle lab said: its exit code (null: it was ended), lines of its output, its errors. */
export interface Answer {
  readonly code: number | null
  readonly lines: readonly string[]
  readonly stderr: string
}

/**
 * Runs a program of the oracle lab over the given lines: one process, which answers when it has read them all, or is
 * ended after `timeoutMs`.
 */
export function runOracle(
  name: 'kubelet' | 'scheduler',
  lines: readonly string[],
  words: readonly string[] = [],
  timeoutMs = LONGEST_MS,
): Promise<Answer> {
  const folder = process.env['BERTH_ORACLE_PROGRAMS']
  if (folder === undefined) throw new Error('BERTH_ORACLE_PROGRAMS is not set; the vitest project oracle sets it')
  return new Promise((resolve, reject) => {
    const child = spawn(join(folder, name), words, { stdio: ['pipe', 'pipe', 'pipe'], timeout: timeoutMs })
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
    })
    child.on('error', reject)
    // A program that ends before it has read everything says so by its exit code.
    child.stdin.on('error', () => {})
    child.on('close', (code) => resolve({ code, lines: stdout.split('\n').slice(0, -1), stderr }))
    child.stdin.end(lines.map((line) => `${line}\n`).join(''))
  })
}

/** The answers to cases, one each, as parsed JSON. Throws when the program did not answer every case. */
export async function askOracle(name: 'kubelet' | 'scheduler', cases: readonly unknown[]): Promise<readonly unknown[]> {
  const { code, lines, stderr } = await runOracle(
    name,
    cases.map((each) => JSON.stringify(each)),
  )
  if (code !== 0 || lines.length !== cases.length) {
    throw new Error(
      `${name} ended with ${code} after ${lines.length} of ${cases.length} cases: ${stderr.slice(0, 2000)}`,
    )
  }
  return lines.map((line): unknown => JSON.parse(line))
}
