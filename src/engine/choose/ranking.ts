import type { PodClass } from '../pod-class.ts'
import type { HostTable } from '../state/host-table.ts'
import { INFEASIBLE, scoreHost } from './score-host.ts'
import { Tournament } from './tournament.ts'

/**
 * The hosts as one class ranks them: a tournament of its scores, brought up to date from the journal when asked.
 * One placement costs each class one rescoring of one host, whatever the size of the fleet.
 */
export class Ranking {
  readonly #hosts: HostTable
  readonly #klass: PodClass
  readonly #tournament: Tournament
  /** Journal position up to which the scores are current; -1 before the first fill. */
  #current = -1

  constructor(hosts: HostTable, klass: PodClass) {
    this.#hosts = hosts
    this.#klass = klass
    this.#tournament = new Tournament(hosts.hostCount, INFEASIBLE)
  }

  /** The tournament with current scores. */
  refreshed(): Tournament {
    const { journal, hostCount } = this.#hosts
    if (this.#current < journal.begin) {
      this.#tournament.fill((host) => scoreHost(this.#hosts, host, this.#klass), hostCount)
    } else {
      for (let position = this.#current; position < journal.end; position++) {
        const host = journal.hostAt(position)
        if (journal.isLastOf(host, position)) this.#rescore(host)
      }
    }
    this.#current = journal.end
    return this.#tournament
  }

  /** A host that could not take the class and has only become fuller since still cannot. */
  #rescore(host: number): void {
    const before = this.#tournament.get(host)
    if (before === INFEASIBLE && !this.#hosts.journal.freedSince(host, this.#current)) return
    this.#tournament.set(host, scoreHost(this.#hosts, host, this.#klass))
  }
}
