import type { Fault } from '../base/result.ts'

/** A policy's bundle: under which name it is a profile, and which version of it. */
export interface PolicyRef {
  readonly name: string
  /** sha256 of the bundle's text, hex. */
  readonly digest: string
}

/** The policy that a server was started with, as its pages learn of it. */
export interface ServedPolicy extends PolicyRef {
  /** As it was named on the command line. */
  readonly file: string
  /** Of the file as it stands; while there are any, the bundle is of the last version without. */
  readonly faults: readonly Fault[]
}

/** Where a server tells of its policy: always answered, also where there is none. */
export const POLICY_PATH = '/policy.json'
/** Where it tells of each change, as server-sent events whose data is a ServedPolicy. */
export const POLICY_CHANGES_PATH = '/policy/changes'

/** What POLICY_PATH answers. */
export interface PolicyAnswer {
  readonly policy: ServedPolicy | null
}

/** Where a server has the bundle of a version. */
export function policyBundlePath(digest: string): string {
  return `/policy/${digest}.js`
}

/** What one plug-in took of a run. */
export interface PluginShare {
  readonly plugin: string
  readonly calls: number
  readonly ms: number
  readonly nsPerCall: number
  /** Of the time that the engine decided, in percent. */
  readonly percent: number
}

/** What a plug-in did that none may do, and about whom it was asked. */
export interface PluginFault {
  readonly plugin: string
  readonly host: string
  readonly what: string
  readonly pod: string | null
}
