import { deserialize, serialize } from 'node:v8'
import type { Scenario } from '../model/scenario.ts'

/** What the sandbox is told on its standard input, in one line, before it does anything. */
export interface SandboxConfig {
  /** Resolved at one size; its fleet are the simulated hosts, its games fill them. */
  readonly scenario: Scenario
  readonly seed: number
  /** Simulated instant at which the hosts are handed over, microseconds since the scenario's start. */
  readonly atUs: number
  /** How long a simulated host takes to carry out an allocation, ms; the least and the most. */
  readonly applyMs: readonly [number, number]
  /** PEM; the certificate is an agent's, named `sandbox`. */
  readonly identity: { readonly key: string; readonly certificate: string; readonly authority: string }
  /** Where what the hosts hold is kept across restarts; null: nowhere. */
  readonly stateFile: string | null
  /** 0: any free port of 127.0.0.1. */
  readonly port: number
}

/** The line: as values are cloned between threads, since JSON has no numbers of eight bytes, of which curves are. */
export function configLine(config: SandboxConfig): string {
  return `${serialize(config).toString('base64')}\n`
}

/** What a line of `configLine` says. */
export function configOf(line: string): SandboxConfig {
  return deserialize(Buffer.from(line, 'base64')) as SandboxConfig
}

/** What it answers, one line of JSON on its standard output, once it serves. It ends when its input ends. */
export interface SandboxReady {
  readonly port: number
  /** Lines of the state file that could not be read: what they said is lost. */
  readonly dropped: number
}

/** Name in the certificate of the sandbox; it stands for every simulated host. */
export const SANDBOX_NAME = 'sandbox'
