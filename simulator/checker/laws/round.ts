import { hasOwnFilters, type Pod } from '../pods.ts'
import { isBatch } from '../preemption.ts'
import type { Findings } from '../report.ts'

/** Groups of a round, in their order (docs/ARCHITECTURE.md "The round"). */
export const GROUPS = [
  'releases of pods on lost hosts',
  'releases of forgotten pods',
  'requested releases',
  'shrinks',
  'grows',
  'migrates',
  'places',
  'places of pods near others',
  'places of batch pods',
  'places of batch pods near others',
  'refusals of pods near others',
] as const

export type Group = (typeof GROUPS)[number]

const NEAR_OTHERS = {
  places: 'places of pods near others',
  'places of batch pods': 'places of batch pods near others',
} as const

/** Groups of releases by cause; all other causes were asked for. */
export const RELEASE_GROUPS: ReadonlyMap<string, Group> = new Map([
  ['host-lost', 'releases of pods on lost hosts'],
  ['bind-failed', 'releases of forgotten pods'],
])

/**
 * L7 and its like within one instant: the decisions come in the order of the round, and whatever was asked is
 * answered before the next instant (L12; L6 for pods on a lost host and forgotten ones).
 */
export class Round {
  readonly #findings: Findings
  readonly #asked = new Set<Pod>()
  #group = 0
  #askedAtUs = 0
  #name = ''
  /** Whether places may begin again once: for pods that a place let in, and for all but batch pods. */
  #letsIn = false
  #gaveWay = false

  constructor(findings: Findings) {
    this.#findings = findings
  }

  /** The pod is to be answered in this instant. */
  ask(pod: Pod): void {
    this.#asked.add(pod)
  }

  /**
   * The place just put in order may have let in what must be near it, which is tried once more; or batch pods gave way
   * to it, and what waits but these is, before any of these takes its turn.
   */
  repeat(which: 'followers' | 'games'): void {
    if (which === 'followers') this.#letsIn = true
    else this.#gaveWay = true
  }

  /**
   * The next place, in order of (first asked for, name): game pods come before batch pods, of both those that must be
   * near others (follows) last.
   */
  orderPlace(pod: Pod, follows: boolean): void {
    const group = isBatch(pod) ? 'places of batch pods' : 'places'
    this.#order(pod, follows ? NEAR_OTHERS[group] : group, pod.askedAtUs)
  }

  /** The next refusal: in the order of places, but at their end for a pod on its own that must be near others. */
  orderRefusal(pod: Pod, follows: boolean): void {
    if (pod.group !== null || !follows) this.orderPlace(pod, follows)
    else this.#order(pod, 'refusals of pods near others', pod.askedAtUs)
  }

  /** The next decision of the round that is no place; each group ascends by name. */
  order(pod: Pod, group: Group): void {
    this.#order(pod, group, 0)
  }

  #order(pod: Pod, group: Group, askedAtUs: number): void {
    this.#findings.checks.L7++
    const place = GROUPS.indexOf(group)
    const ascends = askedAtUs > this.#askedAtUs || (askedAtUs === this.#askedAtUs && pod.name > this.#name)
    const isBack = place < this.#group || (place === this.#group && !ascends)
    const mayComeBack = this.#gaveWay || (this.#letsIn && this.#isLetIn(pod, group))
    if (isBack && mayComeBack && place >= GROUPS.indexOf('places')) {
      this.#letsIn = false
      this.#gaveWay = false
    } else if (place < this.#group) {
      this.#findings.violate('L7', `${group} come before ${GROUPS[this.#group]} in a round`, pod.name)
      return
    } else if (isBack) {
      this.#findings.violate('L7', `${group} are out of order: ${pod.name} after ${this.#name}`, pod.name)
    }
    if (place >= GROUPS.indexOf('places of batch pods')) this.#gaveWay = false
    this.#group = place
    this.#askedAtUs = askedAtUs
    this.#name = pod.name
  }

  /**
   * Whether a pod that found no host before may find one by a place: it must be near others, or its group, which tries
   * its hosts in an order of its own, or filters of its policy, which may like a host for what it holds. For all others
   * a place only takes, so they would have come in their turn. Under a baseline no pod is told to be one that follows.
   */
  #isLetIn(pod: Pod, group: Group): boolean {
    const isToldApart = this.#findings.baseline === null
    return !isToldApart || /near others$/.test(group) || pod.group !== null || hasOwnFilters(pod.component)
  }

  /** Ends the instant: reports what was left unanswered and starts anew. */
  end(): void {
    for (const pod of this.#asked) {
      this.#findings.checks.L12++
      if (pod.held !== null && pod.lost)
        this.#findings.violate('L6', 'its host was lost, but no release ends its holding', pod.name)
      else if (pod.held !== null && pod.forgotten)
        this.#findings.violate('L6', 'its placement did not come about, but no release ends its holding', pod.name)
      else if (pod.held !== null && pod.releaseCause !== null)
        this.#findings.violate('L12', 'its release was asked for and not answered', pod.name)
      else if (pod.held !== null && pod.resize !== null)
        this.#findings.violate('L12', 'its resize was asked for and not answered', pod.name)
      else if (pod.held !== null && pod.migrate !== null)
        this.#findings.violate('L12', 'its migrate was asked for and not answered', pod.name)
      else if (pod.waiting !== null && !pod.refused)
        this.#findings.violate('L12', 'it was asked for and neither placed nor refused', pod.name)
      pod.lost = false
      pod.releaseCause = null
      pod.resize = null
      pod.migrate = null
      pod.forgotten = false
    }
    this.#asked.clear()
    this.#group = 0
    this.#askedAtUs = 0
    this.#name = ''
    this.#letsIn = false
    this.#gaveWay = false
  }
}
