import { parseCpuList } from '../../../base/cpu-list.ts'
import type { HoldingWords } from '../../../model/decision.ts'
import { fleetTables } from '../../../model/fleet-columns.ts'
import type { BrokenLaw, CaseStep, OpenedCase } from '../../../worker/cases-protocol.ts'
import type { FleetIndex } from '../../push/picture/cells.ts'

/** A case with what playing it needs. */
export interface CaseStory extends FleetIndex {
  readonly opened: OpenedCase
  /** By steps played: 3 is where the third step breaks laws. What no line of the case shows comes last. */
  readonly breaks: ReadonlyMap<number, readonly BrokenLaw[]>
  /** Owners on the map by number: the pods in the order of their first step. */
  readonly pods: readonly string[]
  readonly podNumbers: ReadonlyMap<string, number>
}

/** What stands after some steps. */
export interface CaseState {
  readonly holdings: ReadonlyMap<string, HoldingWords>
  /** Of others than pods, by host. */
  readonly foreign: ReadonlyMap<string, string>
  readonly lost: ReadonlySet<string>
  readonly cordoned: ReadonlySet<string>
}

/** Indexes a case. Linear in its steps and in the Cpus of its fleet. */
export function caseStory(opened: OpenedCase): CaseStory {
  const { fleet, steps } = opened
  const podNumbers = new Map<string, number>()
  for (const step of steps) {
    const pod = podOf(step)
    if (pod !== null && !podNumbers.has(pod)) podNumbers.set(pod, podNumbers.size)
  }
  const pods = [...podNumbers.keys()]
  return {
    opened,
    fleet,
    tables: fleetTables(fleet),
    hostNumbers: new Map(fleet.hosts.map((host, h) => [host.name, h])),
    breaks: breaksOf(opened),
    pods,
    podNumbers,
  }
}

function breaksOf({ steps, broken, found, decidedBy }: OpenedCase): ReadonlyMap<number, readonly BrokenLaw[]> {
  const byLine = new Map(steps.map((step, i) => [`${step.log} ${step.line}`, i + 1]))
  const breaks = new Map<number, BrokenLaw[]>()
  const put = (law: BrokenLaw): void => {
    const place = byLine.get(`${law.file} ${law.line}`) ?? steps.length
    breaks.set(place, [...(breaks.get(place) ?? []), law])
  }
  // The law that the case was found for comes first wherever several break.
  for (const isFound of [true, false])
    for (const law of broken)
      if ((law.law === found?.law) === isFound) put(decidedBy === 'recording' ? toldWhole(law, found) : law)
  // What takes a second run to see stands in no log: the proof's word for it is all there is.
  const isUnseen = decidedBy === 'recording' && found !== null && !broken.some(({ law }) => law === found.law)
  if (isUnseen) put({ law: found.law, file: 'decisions', line: 0, message: found.message })
  return breaks
}

/** With what the proof saw beside the log: why the engine stops there. */
function toldWhole(law: BrokenLaw, found: OpenedCase['found']): BrokenLaw {
  const at = law.law === found?.law ? found.message.indexOf(law.message) : -1
  return at < 0 || found === null ? law : { ...law, message: found.message.slice(at) }
}

/** Steps played when the first law breaks, the law that the case was found for before others; null: none does. */
export function breakStep({ breaks, opened }: CaseStory): number | null {
  const places = [...breaks.keys()].sort((a, b) => a - b)
  const own = places.find((place) => breaks.get(place)?.some(({ law }) => law === opened.found?.law))
  return own ?? places[0] ?? null
}

/** The pod that a step is about, null for one about a host or a component. */
export function podOf(step: CaseStep): string | null {
  const said = step.log === 'events' ? step.event : step.decision
  return 'pod' in said ? said.pod : null
}

/** The host that a step names, null for none. */
export function hostOf(step: CaseStep): string | null {
  const said = step.log === 'events' ? step.event : step.decision
  return 'host' in said ? said.host : null
}

/** What stands after the first `count` steps. Linear in them. */
export function stateAfter({ opened }: CaseStory, count: number): CaseState {
  const holdings = new Map<string, HoldingWords>()
  const foreign = new Map<string, string>()
  const lost = new Set<string>()
  const cordoned = new Set<string>()
  for (const step of opened.steps.slice(0, count)) {
    if (step.log === 'decisions') {
      const { decision } = step
      if (decision.kind === 'release') holdings.delete(decision.pod)
      else if (decision.kind !== 'refuse') holdings.set(decision.pod, decision)
      continue
    }
    const { event } = step
    if (event.kind === 'adopt') holdings.set(event.pod, event)
    else if (event.kind === 'forget') holdings.delete(event.pod)
    else if (event.kind === 'foreign') foreign.set(event.host, event.cpus ?? '')
    else if (event.kind === 'host-lost') lost.add(event.host)
    else if (event.kind === 'host-recovered') lost.delete(event.host)
    else if (event.kind === 'cordon') cordoned.add(event.host)
    else if (event.kind === 'uncordon') cordoned.delete(event.host)
  }
  return { holdings, foreign, lost, cordoned }
}

/** What a broken law is about: hosts and pods that it names, and of the pod that broke it the Cpus to look at. */
export interface PointedAt {
  readonly hosts: readonly string[]
  readonly pods: readonly string[]
  /** On the host of the pod's holding. Under L1 those that somebody else has as well, else all of the pod's. */
  readonly cpus: readonly number[]
}

/** Finds what to point at. Hosts and pods are read out of the auditor's sentence: it names who else takes part. */
export function pointedAt(story: CaseStory, state: CaseState, law: BrokenLaw): PointedAt {
  const words = new Set(law.message.split(/[^\w./-]+/).map((word) => word.replace(/[.:,]+$/, '')))
  const pods = story.pods.filter((pod) => pod === law.pod || words.has(pod))
  const holding = law.pod === undefined ? undefined : state.holdings.get(law.pod)
  const hosts = story.fleet.hosts.map(({ name }) => name).filter((name) => name === law.host || words.has(name))
  if (holding !== undefined && !hosts.includes(holding.host)) hosts.push(holding.host)
  if (holding === undefined) return { hosts, pods, cpus: [] }
  const own = parseCpuList(holding.cpus ?? '') ?? []
  if (law.law !== 'L1') return { hosts, pods, cpus: own }
  const others = new Set<number>()
  for (const [pod, other] of state.holdings) {
    if (pod === law.pod || other.host !== holding.host) continue
    for (const cpu of parseCpuList(other.cpus ?? '') ?? []) others.add(cpu)
    if (own.some((cpu) => others.has(cpu)) && !pods.includes(pod)) pods.push(pod)
  }
  const host = story.fleet.hosts.find(({ name }) => name === holding.host)
  const taken = [host?.reservedCpus ?? '', state.foreign.get(holding.host) ?? ''].flatMap((t) => parseCpuList(t) ?? [])
  const shared = own.filter((cpu) => others.has(cpu) || taken.includes(cpu))
  return { hosts, pods, cpus: shared.length > 0 ? shared : own }
}
