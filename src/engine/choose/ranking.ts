import type { PodClass } from '../pod-class.ts'
import type { Profile } from '../profiles.ts'
import type { HostTable } from '../state/host-table.ts'
import { ScoreBoard } from './score-board.ts'
import { INFEASIBLE, scoreHost } from './score-host.ts'

/**
 * The hosts as one class ranks them: a board of its scores, brought up to date from the journal when asked.
 * One placement costs each class one rescoring of one host, whatever the size of the fleet.
 */
export class Ranking {
  readonly #hosts: HostTable
  readonly #klass: PodClass
  readonly #profile: Profile
  readonly #board: ScoreBoard
  /** Journal position up to which the scores are current; -1 before the first fill. */
  #current = -1
  /** Journal position at which no host at all was feasible; -1 when some was. */
  #hopelessAt = -1

  constructor(hosts: HostTable, klass: PodClass, profile: Profile) {
    this.#hosts = hosts
    this.#klass = klass
    this.#profile = profile
    this.#board = new ScoreBoard(hosts.hostCount, INFEASIBLE)
  }

  /** The board with current scores. changed: scratch for the journal, one entry a host. */
  refreshed(changed: Int32Array): ScoreBoard {
    const { journal, hostCount } = this.#hosts
    const changedCount = journal.changedSince(this.#current, changed)
    if (changedCount === null) {
      for (let host = 0; host < hostCount; host++) this.#rescore(host)
    } else {
      for (let i = 0; i < changedCount; i++) this.#rescore(changed[i])
    }
    this.#current = journal.end
    return this.#board
  }

  /** Whether no host can take the class, whatever rules over domains say. Looked up once for all pods of the class. */
  isHopeless(changed: Int32Array): boolean {
    const board = this.refreshed(changed)
    if (this.#hopelessAt === this.#current) return true
    if (board.bestIn(0, this.#hosts.hostCount) >= 0) return false
    this.#hopelessAt = this.#current
    return true
  }

  #rescore(host: number): void {
    this.#board.set(host, scoreHost(this.#hosts, host, this.#klass, this.#profile))
  }
}
