import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

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
    const begun = performance.now()
    const child = spawn(
      process.execPath,
      [berth, 'replay', scenario, '--size', size, '--log', 'full', '--out', out, '--quiet'],
      {
        stdio: ['ignore', 'ignore', 'inherit'],
      },
    )
    let peakMemoryMib = 0
    const timer = setInterval(() => {
      peakMemoryMib = Math.max(peakMemoryMib, peakOf(child.pid))
    }, 100)
    const code = await new Promise<number | null>((resolve) => child.on('exit', resolve))
    clearInterval(timer)
    if (code !== 0) throw new Error(`berth replay ${scenario} --size ${size} ended with ${code}`)
    const wallSeconds = (performance.now() - begun) / 1000
    const { status } = JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8'))
    const { decisions } = status.counts
    const wallUsPerDecision = (wallSeconds * 1e6) / decisions
    return { decisions, wallSeconds, wallUsPerDecision, peakMemoryMib, digest: status.decisionDigest }
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

/** Highest resident set of a process so far in MiB; 0 where /proc does not say. */
function peakOf(pid: number | undefined): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
  } catch {
    return 0
  }
}
