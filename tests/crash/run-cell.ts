import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PlanClash } from '../../src/model/plan.ts'

export const SCENARIOS = ['forward', 'back', 'clash', 'pause', 'halt'] as const
export type Scenario = (typeof SCENARIOS)[number]

/** Where the adapter dies: just before or after its n-th write to the journal, or of a status. */
export interface Cell {
  readonly scenario: Scenario
  readonly write: 'journal-before' | 'journal-after' | 'status-before' | 'status-after'
  readonly number: number
}

export function cellName({ scenario, write, number }: Cell): string {
  return `${scenario} ${write} ${number}`
}

interface JournalWords {
  readonly step: number
  readonly kind: string
  readonly direction: string
  readonly call: string
  readonly phase: string
}

/** What a run of the adapter leaves. */
export interface Outcome {
  readonly state: string
  readonly steps: readonly string[]
  readonly clashes: readonly PlanClash[]
  readonly closed: boolean
  readonly digest: string
  readonly truth: readonly string[]
  readonly effects: readonly string[]
  readonly journal: readonly JournalWords[]
  readonly counts: { readonly journal: number; readonly status: number }
}

const ADAPTER = join(import.meta.dirname, '../../dist/crash/adapter.js')
const STARTS_MAX = 3

/** Carries the plan of a scenario through without a crash. */
export async function undisturbed(scenario: Scenario): Promise<Outcome> {
  return inFolder((folder) => started(folder, scenario, 'none', 0))
}

/** Lets the adapter die once at the cell's write, starts it again, and says what it left. Null: it never got there. */
export async function disturbed({ scenario, write, number }: Cell): Promise<Outcome | null> {
  return inFolder(async (folder) => {
    const first = await run(folder, scenario, write, number)
    if (first.signal !== 'SIGKILL') return null
    for (let i = 0; i < STARTS_MAX; i++) {
      const next = await run(folder, scenario, 'none', 0)
      if (next.signal === null) return outcomeOf(next)
    }
    throw new Error('the adapter does not come up again')
  })
}

/** What a crash changed in the end, one line each; empty when nothing was lost and nothing done twice. */
export function differences(expected: Outcome, found: Outcome): readonly string[] {
  const lines: string[] = []
  const compare = (what: string, a: unknown, b: unknown): void => {
    if (JSON.stringify(a) !== JSON.stringify(b)) lines.push(`${what}: ${JSON.stringify(b)}, not ${JSON.stringify(a)}`)
  }
  compare('state', expected.state, found.state)
  compare('closed', expected.closed, found.closed)
  compare('digest', expected.digest, found.digest)
  compare('steps', expected.steps, found.steps)
  compare('clashes', expected.clashes, found.clashes)
  compare('truth', expected.truth, found.truth)
  compare('effects', [...expected.effects].sort(), [...found.effects].sort())
  compare('calls done', callsDone(expected), callsDone(found))
  return lines
}

/** Every call with how often it was noted as done. */
function callsDone({ journal }: Outcome): readonly string[] {
  return journal
    .filter((line) => line.phase === 'done')
    .map((line) => `${line.step} ${line.direction} ${line.call}`)
    .sort()
}

interface Ended {
  readonly signal: NodeJS.Signals | null
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

async function started(folder: string, scenario: Scenario, write: string, number: number): Promise<Outcome> {
  return outcomeOf(await run(folder, scenario, write, number))
}

function outcomeOf({ code, stdout, stderr }: Ended): Outcome {
  if (code !== 0) throw new Error(`the adapter failed: ${stderr}`)
  return JSON.parse(stdout) as Outcome
}

function run(folder: string, scenario: Scenario, write: string, number: number): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [ADAPTER, folder, scenario, write, String(number)])
    let stdout = ''
    let stderr = ''
    child.stdout.on('data', (chunk) => {
      stdout += chunk
    })
    child.stderr.on('data', (chunk) => {
      stderr += chunk
    })
    child.on('error', reject)
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }))
  })
}

async function inFolder<T>(fn: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'berth-crash-'))
  try {
    return await fn(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
