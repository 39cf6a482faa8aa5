import { setTimeout as sleep } from 'node:timers/promises'
import { failed, ok, type Result } from '../../base/result.ts'
import type { AgentAddress } from '../../live/targets/agents/agent-client.ts'
import type { Networks } from '../../live/targets/agents/observe.ts'
import { type SandboxOptions, startSandbox } from './sandbox-process.ts'

/** A sandbox that is started again when its process ends. */
export interface KeptSandbox {
  /** Where its hosts answer; another port after each start. */
  readonly agents: () => readonly AgentAddress[]
  readonly networks: Networks
  /** Why it does not answer now; '' while it runs. */
  readonly away: () => string
  stop(): Promise<void>
}

/** Waits before each start in a row, ms. After the last one it is not started again: something is wrong with it. */
const WAITS_MS: readonly number[] = [500, 1000, 2000, 4000, 8000]
/** One that ran so long counts as started well: what ends it after that is counted anew. */
const STEADY_MS = 60_000

/**
 * Starts the sandbox and starts it again on the same state file whenever its process ends before `stop`: it is this
 * process's own child, and nobody else would. Says so, and when it gives up, on stderr. A fault when the first start
 * fails.
 */
export async function keepSandbox(options: SandboxOptions): Promise<Result<KeptSandbox>> {
  const started = await startSandbox(options).catch(firstWords)
  if (typeof started === 'string') {
    const expected = `one that starts on ${options.stateFile ?? 'no state'}`
    return failed([{ path: '--target', found: `a sandbox that ended at once (${started})`, expected }])
  }
  let sandbox = started
  let away = ''
  let startCount = 0
  const stopping = new AbortController()
  const { signal } = stopping
  const { networks } = sandbox

  const startAgain = async (how: string): Promise<boolean> => {
    for (let why = how; startCount < WAITS_MS.length; ) {
      away = `the sandbox ended (${why}) and is being started again`
      await sleep(WAITS_MS[startCount], undefined, { signal }).catch(() => undefined)
      if (signal.aborted) return false
      startCount++
      tell(`the sandbox ended (${why}): starting it again, ${startCount} of at most ${WAITS_MS.length} times in a row`)
      try {
        sandbox = await startSandbox(options)
        away = ''
        return true
      } catch (error) {
        why = firstWords(error)
      }
    }
    const times = WAITS_MS.length + 1
    away = `the sandbox ended ${times} times in a row and is not started again; end berth and start it anew`
    tell(away)
    return false
  }
  const keep = async (): Promise<void> => {
    for (;;) {
      const startedMs = performance.now()
      const how = await sandbox.ended
      if (signal.aborted) return
      if (performance.now() - startedMs >= STEADY_MS) startCount = 0
      if (!(await startAgain(how))) return
      // Ended while it was being started.
      if (signal.aborted) return void (await sandbox.stop())
    }
  }
  const kept = keep()
  return ok({
    agents: () => sandbox.agents,
    networks,
    away: () => away,
    async stop() {
      stopping.abort()
      await sandbox.stop()
      await kept
    },
  })
}

function tell(words: string): void {
  process.stderr.write(`${words}\n`)
}

/** What a process that did not start says of it, without the trace around it. */
function firstWords(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return /^\w*Error\b.*$/m.exec(message)?.[0] ?? message.split('\n', 1)[0]
}
