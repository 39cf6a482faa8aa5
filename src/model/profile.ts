import type { KubeSpec } from './baseline.ts'

/** Names of the score plug-ins that come with Berth; docs/ARCHITECTURE.md, "Scores", says what each is worth. */
export const SCORE_NAMES = ['CpuPacked', 'CpuFree', 'MemoryFree', 'NumaFewest', 'NumaTight', 'VfSpared'] as const
export type ScoreName = (typeof SCORE_NAMES)[number]

/** Most that a weight may be: six plug-ins of this weight stay far below what the score of a host may be. */
export const WEIGHT_MAX = 1000

/**
 * A profile as it is written: how a host's own parts are chosen, and which opinions about hosts count how much.
 *
 * packs   the fullest NumaNode, disk and NIC that still fit (true) or the emptiest (false)
 * scores  each plug-in at most once, weights integers from 1 to WEIGHT_MAX
 */
export interface ProfileSpec {
  readonly name: string
  readonly packs: boolean
  readonly scores: readonly { readonly plugin: ScoreName; readonly weight: number }[]
  /** Plug-ins that are code beside the stock ones; left out when there are none. */
  readonly own?: OwnPlugins
  /** Stock Kubernetes, set up so, decides for the whole run in the engine's place; no component names it. */
  readonly kube?: KubeSpec
}

/**
 * What is known of the plug-ins of a policy without its code. Names are the engineer's own.
 *
 * reserve, resize  whether it has its own preference among the sets of NumaNodes, for new pods and for resized ones
 */
export interface OwnPlugins {
  readonly filters: readonly string[]
  readonly scores: readonly { readonly plugin: string; readonly weight: number }[]
  readonly reserve: boolean
  readonly resize: boolean
}
