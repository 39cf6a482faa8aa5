import type { Holding, PodIdentity } from '../../model/holding.ts'
import type { PodRequest } from '../../model/request.ts'
import type { PodSize } from '../../model/size.ts'
import type { Kept } from './kept.ts'
import type { PeerSeat } from './peer-groups.ts'
import type { SpreadGroups } from './spread-groups.ts'

/** One component of one game: what its pods ask for and where they are. */
export interface ComponentRecord {
  readonly request: PodRequest
  /** What the request asks for: the size of most of its pods, which share it. */
  readonly size: PodSize
  /** Equal for requests that are equal in every field; with a game-wide rule per host, for this component alone. */
  readonly classKey: number
  readonly groups: SpreadGroups
  readonly seat: PeerSeat
  /** When its pods are placed in a round: 1 for hard rules to be near others, plus 2 for batch. */
  readonly turn: number
}

/**
 * Pods of which either all get a place in one round or none does. It ends when they have them, or when none is wanted
 * any more: from then on each is on its own.
 */
export interface PodGroup {
  readonly name: string
  /** Those still wanted, by name; all were asked for at one instant. */
  readonly pods: PodRecord[]
}

/** A wanted pod, as the engine believes it to be. */
export interface PodRecord {
  readonly identity: PodIdentity
  readonly component: ComponentRecord
  size: PodSize
  cause: string
  /** When it was first asked for. */
  readonly askedAtUs: number
  /** The group it waits in, or null. */
  group: PodGroup | null
  holding: Holding | null
  /** What it keeps from its first place to its end; null for nothing. */
  kept: Kept | null
  /** Its refusal has been written. */
  refused: boolean
  /** The journal's count of what was freed when it was last tried; -1 before the first try. */
  triedAt: number
  /** False once its release is asked for. */
  wanted: boolean
}
