import { assert } from '../base/assert.ts'
import type { ScoreBatch } from './choose/score-batch.ts'
import type { PodClass } from './pod-class.ts'
import { cpuFree } from './score/cpu-free.ts'
import { cpuPacked } from './score/cpu-packed.ts'
import { memoryFree } from './score/memory-free.ts'
import { numaFewest } from './score/numa-fewest.ts'
import { numaTight } from './score/numa-tight.ts'
import { vfSpared } from './score/vf-spared.ts'
import type { HostTable } from './state/host-table.ts'

/** A named policy: how hosts are scored and how a host's own parts are chosen. */
export interface Profile {
  readonly name: string
  /** Fullest NumaNode and disk that still fit (true) or emptiest (false). */
  readonly packs: boolean
  /**
   * Sets the score of every host of the batch: a weighted sum, an integer below 2^30. Reads the class and each host's
   * own row only.
   */
  scoreAll(hosts: HostTable, klass: PodClass, batch: ScoreBatch): void
}

/** Few hosts, tightly filled: what is free stays in large pieces. */
const pack: Profile = {
  name: 'pack',
  packs: true,
  scoreAll(hosts, klass, batch) {
    for (let i = 0; i < batch.count; i++) {
      const host = batch.hosts[i]
      const numaMask = batch.numaMasks[i]
      batch.scores[i] =
        5 * cpuPacked(hosts, host, klass) +
        numaFewest(numaMask) +
        numaTight(hosts, host, klass, numaMask) +
        vfSpared(hosts, host, klass)
    }
  },
}

/** Many hosts, evenly filled: a dead host hurts less, and pods have room to grow in place. */
const spread: Profile = {
  name: 'spread',
  packs: false,
  scoreAll(hosts, klass, batch) {
    for (let i = 0; i < batch.count; i++) {
      const host = batch.hosts[i]
      batch.scores[i] =
        3 * cpuFree(hosts, host, klass) +
        memoryFree(hosts, host, klass) +
        4 * numaFewest(batch.numaMasks[i]) +
        vfSpared(hosts, host, klass)
    }
  },
}

const PROFILES: readonly Profile[] = [pack, spread]

export const PROFILE_NAMES: readonly string[] = PROFILES.map((profile) => profile.name)

/** The profile of that name; names are checked where input is parsed, so an unknown one is a broken invariant. */
export function profileNamed(name: string): Profile {
  const profile = PROFILES.find((candidate) => candidate.name === name)
  assert(profile !== undefined, `profile ${name} exists`)
  return profile
}
