import type { PodClass } from '../pod-class.ts'
import type { Profile } from '../profiles.ts'
import type { HostTable } from '../state/host-table.ts'
import { estimateStock } from './estimate-stock.ts'
import { createScoreBatch, type ScoreBatch } from './score-batch.ts'
import { ScoreBoard, type Settle } from './score-board.ts'
import { INFEASIBLE, scoreHosts } from './score-hosts.ts'
import { settleStock } from './score-stock.ts'

/** Arrays that rankings take turns to use, one entry a host and one more of `changed`. */
export interface RankingScratch {
  readonly changed: Int32Array
  readonly batch: ScoreBatch
}

/** Scratch for the rankings of one fleet. */
export function createRankingScratch(hostCount: number): RankingScratch {
  return { changed: new Int32Array(hostCount + 1), batch: createScoreBatch(hostCount) }
}

/**
 * The hosts as one class ranks them: a board of its scores, brought up to date from the journal when asked.
 * One placement costs each class one estimate of one host, whatever the size of the fleet.
 */
export class Ranking {
  readonly #hosts: HostTable
  readonly #klass: PodClass
  /** The profile whose scores these are. */
  readonly profile: Profile
  readonly #board: ScoreBoard
  /** Journal position up to which the scores are current; -1 before the first fill. */
  #current = -1
  /** Journal position at which no host at all was feasible; -1 when some was. */
  #hopelessAt = -1

  constructor(hosts: HostTable, klass: PodClass, profile: Profile) {
    this.#hosts = hosts
    this.#klass = klass
    this.profile = profile
    const { weights } = profile
    const settle: Settle =
      weights === null ? neverSettled : (host, atMost) => settleStock(hosts, klass, weights, host, atMost)
    this.#board = new ScoreBoard(hosts.hostCount, INFEASIBLE, settle)
  }

  /** The board with current scores. */
  refreshed(scratch: RankingScratch): ScoreBoard {
    const { journal, hostCount } = this.#hosts
    const changedCount = journal.changedSince(this.#current, scratch.changed)
    if (changedCount === null) {
      for (let host = 0; host < hostCount; host++) scratch.changed[host] = host
      this.#rescore(scratch, hostCount)
    } else if (changedCount > 0) {
      this.#rescore(scratch, changedCount)
    }
    this.#current = journal.end
    return this.#board
  }

  /** Whether no host can take the class, whatever rules over domains say. Looked up once for all pods of the class. */
  isHopeless(scratch: RankingScratch): boolean {
    const board = this.refreshed(scratch)
    if (this.#hopelessAt === this.#current) return true
    if (board.bestIn(0, this.#hosts.hostCount) >= 0) return false
    this.#hopelessAt = this.#current
    return true
  }

  #rescore(scratch: RankingScratch, count: number): void {
    const { weights } = this.profile
    if (weights === null) this.#rescoreOwn(scratch, count)
    else estimateStock(this.#hosts, this.#klass, weights, scratch.changed, count, this.#board)
  }

  /** Under a policy, plug-in after plug-in. */
  #rescoreOwn({ changed, batch }: RankingScratch, count: number): void {
    batch.count = count
    for (let i = 0; i < count; i++) batch.hosts[i] = changed[i]
    scoreHosts(this.#hosts, this.#klass, this.profile, batch)
    // What is left of the batch is in the order of `changed`, so one walk over both tells the feasible from the others.
    let scored = 0
    for (let i = 0; i < count; i++) {
      const isFeasible = scored < batch.count && batch.hosts[scored] === changed[i]
      this.#board.set(changed[i], isFeasible ? batch.scores[scored++] : INFEASIBLE)
    }
  }
}

/** Of a board without estimates. */
function neverSettled(): number {
  return INFEASIBLE
}
