import type { PodRequest } from '../model/request.ts'
import { isSameSize, type PodSize } from '../model/size.ts'
import { Ranking } from './choose/ranking.ts'
import { buildPodClass, type PodClass } from './pod-class.ts'
import { type Profile, profileNamed } from './profiles.ts'
import type { HostTable } from './state/host-table.ts'
import { type Kept, keptKey } from './state/kept.ts'
import type { ComponentRecord } from './state/pods.ts'

export interface RankedClass {
  readonly klass: PodClass
  readonly ranking: Ranking
  /** Count of look-ups when it was last asked for. */
  usedAt: number
}

/**
 * Memory for rankings: above it the class asked for longest ago is dropped, and built anew when it is asked for again.
 */
const RANKING_BYTES_MAX = 256 * 1024 * 1024
/** A score, a share of a block's bound and a mark whether the host is allowed. */
const RANKING_BYTES_PER_HOST = 4 + 4 / 64 + 1

/** The classes in use, by request and size, each with its ranking of the hosts. */
export class ClassIndex {
  readonly #hosts: HostTable
  readonly #given: readonly Profile[]
  readonly #profiles = new Map<string, Profile>()
  readonly #classCountMax: number
  readonly #keys = new Map<string, number>()
  #nextKey = 0
  readonly #classes = new Map<string, RankedClass>()
  /** By class key, the last one asked for: most pods of a component are of one size and bring nothing along. */
  readonly #latest: (RankedClass | undefined)[] = []
  #lookUpCount = 0

  /** profiles: those given beside the stock ones. */
  constructor(hosts: HostTable, profiles: readonly Profile[]) {
    this.#hosts = hosts
    this.#given = profiles
    const rankingBytes = RANKING_BYTES_PER_HOST * Math.max(1, hosts.hostCount)
    this.#classCountMax = Math.max(16, Math.floor(RANKING_BYTES_MAX / rankingBytes))
  }

  /**
   * A number that tells classes of requests apart; numbers are cheaper to look up at every placement than texts. Equal
   * requests get one number, whatever their starting sizes. A request with a rule of its own per host gets a new one at
   * each call, as its class reads counts that belong to this declaration alone.
   */
  keyOf(request: PodRequest, hasHostRule: boolean): number {
    if (hasHostRule) return this.#nextKey++
    const { cpus: _cpus, cpuMilli: _cpuMilli, memoryMib: _memoryMib, ...rules } = request
    const text = JSON.stringify(rules)
    const key = this.#keys.get(text) ?? this.#nextKey++
    this.#keys.set(text, key)
    return key
  }

  /** Throws when there is no profile of that name. */
  profileNamed(name: string): Profile {
    const known = this.#profiles.get(name)
    if (known !== undefined) return known
    const profile = profileNamed(name, this.#given)
    this.#profiles.set(name, profile)
    return profile
  }

  /** The class of a component's pods at a size that bring something along, or nothing (null). */
  of(component: ComponentRecord, size: PodSize, kept: Kept | null): RankedClass {
    const latest = this.#latest[component.classKey]
    if (kept === null && latest !== undefined && isSameSize(latest.klass, size)) {
      latest.usedAt = ++this.#lookUpCount
      return latest
    }
    const key = `${size.cpus} ${size.cpuMilli} ${size.memoryMib} ${component.classKey}${keptKey(kept)}`
    let ranked = this.#classes.get(key)
    if (ranked === undefined) {
      ranked = this.#build(component, size, kept)
      if (this.#classes.size >= this.#classCountMax) this.#dropOldest()
      this.#classes.set(key, ranked)
    }
    ranked.usedAt = ++this.#lookUpCount
    if (kept === null) this.#latest[component.classKey] = ranked
    return ranked
  }

  #build({ request, groups }: ComponentRecord, size: PodSize, kept: Kept | null): RankedClass {
    const profile = this.profileNamed(request.profile)
    const klass = buildPodClass(this.#hosts, request, {
      size,
      packs: profile.packs,
      own: profile.own,
      hostRule: groups.hostRule,
      kept,
    })
    return { klass, ranking: new Ranking(this.#hosts, klass, profile), usedAt: 0 }
  }

  #dropOldest(): void {
    let oldest = ''
    let oldestAt = Number.MAX_SAFE_INTEGER
    for (const [key, { usedAt }] of this.#classes) {
      if (usedAt >= oldestAt) continue
      oldest = key
      oldestAt = usedAt
    }
    this.#classes.delete(oldest)
    this.#latest.length = 0
  }
}
