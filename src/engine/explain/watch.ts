import type { Explanation } from '../../model/explanation.ts'
import type { PodIdentity } from '../../model/holding.ts'
import type { PodClass } from '../pod-class.ts'
import type { Profile } from '../profiles.ts'
import type { ResizeWish } from '../resize/wish.ts'
import type { HostTable } from '../state/host-table.ts'
import type { RangeRule } from '../state/spread-groups.ts'
import { explainChoice } from './explain-choice.ts'
import { explainResize } from './explain-resize.ts'

/** What the choice of a host goes by, for one pod at one moment. */
export interface Choice {
  readonly action: 'place' | 'migrate'
  readonly pod: PodIdentity
  readonly hosts: HostTable
  readonly klass: PodClass
  readonly profile: Profile
  /** Ranks [from, to) that the `together` rule leaves. */
  readonly range: readonly [number, number]
  /** Soft and hard rules over ranges of hosts as this pod sees them. */
  readonly rules: readonly RangeRule[]
  /** A host that is not looked at, -1 for none. */
  readonly except: number
}

/** Looks over a round's shoulder at the decisions about one pod, and writes down how each comes about. */
export class Watch {
  readonly explanations: Explanation[] = []
  readonly #pod: string
  readonly #listed: number

  /** listed: feasible hosts to list at most. */
  constructor(pod: string, listed: number) {
    this.#pod = pod
    this.#listed = listed
  }

  isAbout(pod: PodIdentity): boolean {
    return pod.name === this.#pod
  }

  /** Before a host is chosen; seq and atUs: of the decision to come. */
  choosing(seq: number, atUs: number, choice: Choice): void {
    this.explanations.push(explainChoice(seq, atUs, choice, this.#listed))
  }

  /** Before a resize is tried. */
  resizing(seq: number, atUs: number, pod: PodIdentity, profile: string, hosts: HostTable, wish: ResizeWish): void {
    this.explanations.push(explainResize(seq, atUs, pod, profile, hosts, wish))
  }
}
