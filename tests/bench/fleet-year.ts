import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { measured } from './process-figures.ts'

export interface ReplayFigures {
  readonly decisions: number
  readonly wallSeconds: number
  readonly wallUsPerDecision: number
  readonly peakMemoryMib: number
  readonly digest: string
}

/**
 * Replays a bundled scenario as a user does, in a process of its own, log written and hashed; peak memory from /proc.
 */
export async function benchReplay(berth: string, scenario: string, size: string): Promise<ReplayFigures> {
  const directory = mkdtempSync(join(tmpdir(), 'berth-bench-'))
  const out = join(directory, 'run')
  try {
    const words = [berth, 'replay', scenario, '--size', size, '--log', 'full', '--out', out, '--quiet']
    const { wallSeconds, peakMemoryMib } = await measured(words)
    const { status } = JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8'))
    const { decisions } = status.counts
    const wallUsPerDecision = (wallSeconds * 1e6) / decisions
    return { decisions, wallSeconds, wallUsPerDecision, peakMemoryMib, digest: status.decisionDigest }
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}
