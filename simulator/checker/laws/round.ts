import type { Pod } from '../pods.ts'
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
  'places of batch pods',
] as const

export type Group = (typeof GROUPS)[number]

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
  /** Batch pods gave way, after which the places may begin again once. */
  #mayRepeat = false

  constructor(findings: Findings) {
    this.#findings = findings
  }

  /** The pod is to be answered in this instant. */
  ask(pod: Pod): void {
    this.#asked.add(pod)
  }

  /** Batch pods gave way to the place just put in order: what waits is tried once more. */
  repeat(): void {
    this.#mayRepeat = true
  }

  /** The next place, taken or refused, in order of (first asked for, name); game pods come before batch pods. */
  orderPlace(pod: Pod): void {
    this.#order(pod, isBatch(pod) ? 'places of batch pods' : 'places', pod.askedAtUs)
  }

  /** The next decision of the round that is no place; each group ascends by name. */
  order(pod: Pod, group: Group): void {
    this.#order(pod, group, 0)
  }

  #order(pod: Pod, group: Group, askedAtUs: number): void {
    this.#findings.checks.L7++
    const place = GROUPS.indexOf(group)
    if (place < this.#group) {
      this.#findings.violate('L7', `${group} come before ${GROUPS[this.#group]} in a round`, pod.name)
      return
    }
    const ascends = askedAtUs > this.#askedAtUs || (askedAtUs === this.#askedAtUs && pod.name > this.#name)
    if (place === this.#group && !ascends && this.#mayRepeat && group === 'places') {
      this.#mayRepeat = false
    } else if (place === this.#group && !ascends) {
      this.#findings.violate('L7', `${group} are out of order: ${pod.name} after ${this.#name}`, pod.name)
    }
    this.#group = place
    this.#askedAtUs = askedAtUs
    this.#name = pod.name
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
    this.#mayRepeat = false
  }
}
