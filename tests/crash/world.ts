import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AgentAddress, AgentCredentials } from '../../src/live/targets/agents/agent-client.ts'
import type { Networks } from '../../src/live/targets/agents/observe.ts'

/** What an adapter under test is told of its target. */
export type TargetWords =
  | { readonly kind: 'truth'; readonly file: string }
  | {
      readonly kind: 'sandbox'
      readonly agents: readonly AgentAddress[]
      readonly networks: Networks
      readonly credentials: AgentCredentials
    }
  | { readonly kind: 'kubernetes'; readonly kubeconfig: string; readonly writer: string; readonly namespace: string }

/** What a world is like after a run, looked at without the adapter. */
export interface WorldLeft {
  /** Who holds what, and what is cordoned; sorted. */
  readonly truth: readonly string[]
  /** Everything that was changed since the world began, each as often as it was; sorted. */
  readonly effects: readonly string[]
}

/** Where a plan is carried out: one run at a time begins in it. */
export interface World {
  /** Brings it to the start of every run. folder: of this run alone. */
  begin(folder: string): Promise<TargetWords>
  left(): Promise<WorldLeft>
  close(): Promise<void>
}

/** A folder for as long as it is used. */
export async function inFolder<T>(fn: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'berth-crash-'))
  try {
    return await fn(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
