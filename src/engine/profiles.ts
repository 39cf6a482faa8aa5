import { assert } from '../base/assert.ts'
import type { ProfileSpec, ScoreName } from '../model/profile.ts'
import type { ScoreBatch } from './choose/score-batch.ts'
import type { PodClass } from './pod-class.ts'
import type { OwnPlugs } from './policy/own-profile.ts'
import type { ScorePlugin } from './score/score.ts'
import { SCORES, type StockWeights } from './score/scores.ts'
import type { HostTable } from './state/host-table.ts'

/** A named policy: how hosts are scored and how a host's own parts are chosen. */
export interface Profile {
  readonly name: string
  /** Fullest NumaNode, disk and NIC that still fit (true) or emptiest (false). */
  readonly packs: boolean
  readonly scores: readonly WeightedScore[]
  /** The same by name where all plug-ins are stock ones; null under a policy, whose plug-ins are asked one by one. */
  readonly weights: StockWeights | null
  /** Plug-ins that are code of a policy, beside its scores; null for a profile of stock plug-ins. */
  readonly own: OwnPlugs | null
  /**
   * Sets the score of every host of the batch: the sum of weight × what each plug-in says, an integer below 2^30. Reads
   * the class and each host's own row only.
   */
  scoreAll(hosts: HostTable, klass: PodClass, batch: ScoreBatch): void
}

export interface WeightedScore {
  readonly plugin: ScorePlugin
  readonly weight: number
}

/** Few hosts, tightly filled: what is free stays in large pieces. */
const PACK: ProfileSpec = {
  name: 'pack',
  packs: true,
  scores: [
    { plugin: 'CpuPacked', weight: 5 },
    { plugin: 'NumaFewest', weight: 1 },
    { plugin: 'NumaTight', weight: 1 },
    { plugin: 'VfSpared', weight: 1 },
  ],
}

/** Many hosts, evenly filled: a dead host hurts less, and pods have room to grow in place. */
const SPREAD: ProfileSpec = {
  name: 'spread',
  packs: false,
  scores: [
    { plugin: 'CpuFree', weight: 3 },
    { plugin: 'MemoryFree', weight: 1 },
    { plugin: 'NumaFewest', weight: 4 },
    { plugin: 'VfSpared', weight: 1 },
  ],
}

/** A profile of stock plug-ins, ready to score. */
export function profileOf({ name, packs, scores }: ProfileSpec): Profile {
  const weights: Record<ScoreName, number> = { ...NO_WEIGHTS }
  for (const { plugin, weight } of scores) weights[plugin] += weight
  const weighted = scores.map(({ plugin, weight }) => ({ plugin: SCORES[plugin], weight }))
  return weighed({ name, packs, own: null, scores: weighted, weights })
}

const NO_WEIGHTS: Readonly<Record<ScoreName, number>> = {
  CpuPacked: 0,
  CpuFree: 0,
  MemoryFree: 0,
  NumaFewest: 0,
  NumaTight: 0,
  VfSpared: 0,
}

/** A profile that scores by its list. */
export function weighed(profile: Omit<Profile, 'scoreAll'>): Profile {
  const { scores } = profile
  return {
    ...profile,
    scoreAll(hosts, klass, batch) {
      batch.scores.fill(0, 0, batch.count)
      for (let i = 0; i < scores.length; i++) scores[i].plugin.addTo(hosts, klass, batch, scores[i].weight)
    },
  }
}

const STOCK: readonly Profile[] = [PACK, SPREAD].map(profileOf)

export const PROFILE_NAMES: readonly string[] = STOCK.map((profile) => profile.name)

/**
 * The profile of that name, of the stock ones and those the engine was given; names are checked where input is parsed,
 * so an unknown one is a broken invariant.
 */
export function profileNamed(name: string, given: readonly Profile[] = []): Profile {
  const profile = [...STOCK, ...given].find((candidate) => candidate.name === name)
  assert(profile !== undefined, `profile ${name} exists`)
  return profile
}
