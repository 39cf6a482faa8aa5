import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { PlanClash } from '../../src/model/plan.ts'
import { inFolder, type World, type WorldLeft } from './world.ts'

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

/** What a run of the adapter leaves: with itself, and in its world. */
export interface Outcome extends WorldLeft {
  readonly state: string
  /** Why it is in that state, for a person; '' when it says nothing. */
  readonly reason: string
  readonly steps: readonly string[]
  readonly clashes: readonly PlanClash[]
  readonly closed: boolean
  /** Of what was decided. */
  readonly digest: string
  /** Hosts that the adapter itself keeps cordoned. */
  readonly cordons: readonly string[]
  readonly journal: readonly JournalWords[]
  readonly counts: { readonly journal: number; readonly status: number }
}

/** Every cell of a scenario, of which one run is known. */
export function cellsOf(scenario: Scenario, { counts }: Outcome): readonly Cell[] {
  const writes = ['journal-before', 'journal-after', 'status-before', 'status-after'] as const
  return writes.flatMap((write) => {
    const count = counts[write.startsWith('journal') ? 'journal' : 'status']
    return Array.from({ length: count }, (_, i) => ({ scenario, write, number: i + 1 }))
  })
}

const ADAPTER = join(import.meta.dirname, '../../dist/crash/adapter.js')
const STARTS_MAX = 3

/** Carries the plan of a scenario through without a crash. */
export async function undisturbed(world: World, scenario: Scenario): Promise<Outcome> {
  return inFolder(async (folder) => {
    await beginIn(world, folder)
    return outcomeOf(world, await run(folder, scenario, 'none', 0))
  })
}

/** Lets the adapter die once at a write, starts it again, and says what it left. Rejects when it never died. */
export async function disturbed(world: World, { scenario, write, number }: Cell): Promise<Outcome> {
  return inFolder(async (folder) => {
    await beginIn(world, folder)
    const first = await run(folder, scenario, write, number)
    if (first.signal !== 'SIGKILL') {
      const { state, reason } = await outcomeOf(world, first)
      throw new Error(`it was not killed: the plan is ${state}: ${reason}`)
    }
    for (let i = 0; i < STARTS_MAX; i++) {
      const next = await run(folder, scenario, 'none', 0)
      if (next.signal === null) return outcomeOf(world, next)
    }
    throw new Error('the adapter does not come up again')
  })
}

async function beginIn(world: World, folder: string): Promise<void> {
  writeFileSync(join(folder, 'target.json'), JSON.stringify(await world.begin(folder)), { mode: 0o600 })
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
  compare('cordons', expected.cordons, found.cordons)
  compare('steps', expected.steps, found.steps)
  compare('clashes', expected.clashes, found.clashes)
  compare('truth', expected.truth, found.truth)
  compare('effects', expected.effects, found.effects)
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

async function outcomeOf(world: World, { code, stdout, stderr }: Ended): Promise<Outcome> {
  if (code !== 0) throw new Error(`the adapter failed: ${stderr}`)
  return { ...(JSON.parse(stdout) as Omit<Outcome, keyof WorldLeft>), ...(await world.left()) }
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
