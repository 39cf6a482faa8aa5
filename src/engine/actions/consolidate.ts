import type { Decision, Holding } from '../../model/holding.ts'
import type { Belief } from '../state/belief.ts'
import type { PodRecord } from '../state/pods.ts'
import { podsByHost } from './make-room.ts'
import { wishToMove } from './wish-to-move.ts'

/** What emptying hosts is worth beside what it disturbs, in the same unit. */
export interface ConsolidationPrices {
  /** Gained for each host that holds nothing any more. */
  readonly host: number
  /** Paid for each pod that moves. */
  readonly move: number
}

/** A host that would be emptied, and where its pods go. */
export interface Emptied {
  readonly host: number
  readonly moves: readonly Extract<Decision, { kind: 'migrate' }>[]
}

/**
 * Empties hosts one after another as long as each pays: all its pods move, by their own profiles, to hosts that hold
 * some already, and the moves cost less than the host is worth. Those that the profiles of their pods would
 * rather have empty come first, then those with the fewest Cpus held; one that they do not want empty stays. Greedy:
 * what is emptied stays so, a host that does not pay is not looked at again. To be run within a fork.
 *
 * moveAll  decides a round in which those pods are asked to move
 * attempt  runs what it is given and takes it back when that returns null
 */
export function consolidate(
  belief: Belief,
  prices: ConsolidationPrices,
  moveAll: (pods: readonly PodRecord[]) => readonly Decision[],
  attempt: <T>(fn: () => T | null) => T | null,
): readonly Emptied[] {
  const emptied: Emptied[] = []
  closeEmpty(belief)
  for (const host of hostsInTurn(belief)) {
    // Looked up anew: pods of hosts emptied before may have come here.
    const byHost = podsByHost(belief)
    const pods = byHost.get(host) ?? []
    if (pods.length === 0 || pods.length * prices.move >= prices.host) continue
    if (wishToMove(belief, host, pods) === 0) continue
    const done = attempt((): Emptied | null => {
      const moves = moveAll(pods).filter((decision) => decision.kind === 'migrate')
      return moves.length === pods.length && podsByHost(belief).size === byHost.size - 1 ? { host, moves } : null
    })
    if (done === null) continue
    emptied.push(done)
    belief.ledger.setCordoned(host, true)
  }
  return emptied
}

/** Profiles that spread like empty hosts best, and a host is not emptied for one that fills. */
function closeEmpty(belief: Belief): void {
  const byHost = podsByHost(belief)
  const { hosts } = belief.hosts.fleet
  for (let host = 0; host < hosts.length; host++) if (!byHost.has(host)) belief.ledger.setCordoned(host, true)
}

function hostsInTurn(belief: Belief): readonly number[] {
  const held = [...podsByHost(belief)].map(([host, pods]) => {
    const cpus = pods.reduce((sum, { holding }) => sum + (holding as Holding).cpus.length, 0)
    return { host, cpus, wish: wishToMove(belief, host, pods) }
  })
  return held.sort((a, b) => b.wish - a.wish || a.cpus - b.cpus || a.host - b.host).map(({ host }) => host)
}
