import { assert } from '../base/assert.ts'
import { cpuFree } from './score/cpu-free.ts'
import { cpuPacked } from './score/cpu-packed.ts'
import { memoryFree } from './score/memory-free.ts'
import { numaFewest } from './score/numa-fewest.ts'
import { numaTight } from './score/numa-tight.ts'
import type { ScorePlugin } from './score/score-plugin.ts'
import { vfSpared } from './score/vf-spared.ts'

export interface WeightedScore {
  readonly plugin: ScorePlugin
  readonly weight: number
}

/** A named policy: how hosts are scored and how a host's own parts are chosen. */
export interface Profile {
  readonly name: string
  /** Fullest NumaNode and disk that still fit (true) or emptiest (false). */
  readonly packs: boolean
  /** Integer weights; the best possible score must stay below 2^30. */
  readonly scores: readonly WeightedScore[]
}

const PROFILES: readonly Profile[] = [
  {
    name: 'pack',
    packs: true,
    scores: [
      { plugin: cpuPacked, weight: 3 },
      { plugin: numaFewest, weight: 4 },
      { plugin: numaTight, weight: 2 },
      { plugin: vfSpared, weight: 1 },
    ],
  },
  {
    name: 'spread',
    packs: false,
    scores: [
      { plugin: cpuFree, weight: 3 },
      { plugin: memoryFree, weight: 1 },
      { plugin: numaFewest, weight: 4 },
      { plugin: vfSpared, weight: 1 },
    ],
  },
]

export const PROFILE_NAMES: readonly string[] = PROFILES.map((profile) => profile.name)

/** The profile of that name; names are checked where input is parsed, so an unknown one is a broken invariant. */
export function profileNamed(name: string): Profile {
  const profile = PROFILES.find((candidate) => candidate.name === name)
  assert(profile !== undefined, `profile ${name} exists`)
  return profile
}
