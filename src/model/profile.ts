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
}
