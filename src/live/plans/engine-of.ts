import type { Fault } from '../../base/result.ts'
import { createEngine, type Engine } from '../../engine/engine.ts'
import type { HoldingWords } from '../../model/decision.ts'
import type { Event, PodAdopted } from '../../model/event.ts'
import type { ObservedPod, Snapshot } from '../../model/snapshot.ts'
import { type ComponentMember, ComponentNames } from './component-names.ts'
import { keptHoldings, sumOfUses } from './kept-holdings.ts'
import type { Reservation } from './reservations.ts'

/** An engine that believes what was observed. */
export interface EngineOfSnapshot {
  readonly engine: Engine
  /** Events that brought it there, in order, all at 0 µs. */
  readonly events: readonly Event[]
  readonly names: ComponentNames
  /** Holdings and foreign use that cannot be true: two hold one thing, say. The hosts take no new pod. */
  readonly faults: readonly Fault[]
}

const AT = { atUs: 0 } as const

/**
 * The engine that decides on a snapshot: foreign use first, then what every pod holds, then what open plans keep of the
 * hosts beside that. Hosts that are cordoned, not ready, or hold what cannot be true take no pod.
 *
 * decided  the pods that will be decided on, with what they ask for
 * coming   what pods will hold that are left out of the snapshot, by name: what is kept of them is what is beyond that
 */
export function engineOf(
  snapshot: Snapshot,
  reservations: readonly Reservation[],
  decided: readonly ComponentMember[],
  coming: ReadonlyMap<string, HoldingWords> = new Map(),
): EngineOfSnapshot {
  const kept = keptHoldings(snapshot, reservations, coming)
  const engine = createEngine(kept.fleet)
  const events: Event[] = []
  const observe = (event: Event): void => {
    engine.observe(event)
    events.push(event)
  }
  const names = new ComponentNames(decided)
  const adopted = snapshot.pods.filter(hasHolding).map((pod) => adoptionOf(pod, names))
  const adoptionsKept = kept.whole.map(({ name, step, holding }) => adoptionOf({ ...step, name, holding }, names))
  for (const declared of names.declared) observe({ ...AT, kind: 'component', ...declared })
  const faults: Fault[] = []
  const hosts = new Set(snapshot.fleet.hosts.map((host) => host.name))
  /** Tells the first of the events that contradicts nothing; when all do, the host takes no pod. */
  const observeOr = (path: string, expected: string, host: string, ...tries: readonly Event[]): void => {
    const found = tries.reduce<string | null>((last, event) => last && tryObserve(observe, event), 'nothing')
    if (found === null) return
    faults.push({ path, found, expected })
    if (hosts.has(host)) observe({ ...AT, kind: 'cordon', host })
  }
  for (const { name: host, foreign, cordoned, ready } of snapshot.hosts) {
    const isNone = foreign.cpus === '' && Object.keys(foreign.memoryMib).length === 0
    const use: Event = { ...AT, kind: 'foreign', host, ...foreign }
    if (!isNone) observeOr(`hosts.${host}`, 'foreign use of what the host has', host, use)
    if (cordoned || !ready) observe({ ...AT, kind: 'cordon', host })
  }
  for (const adoption of adopted) {
    observeOr(`pods.${adoption.pod}`, 'what its host has, held by no other', adoption.host, adoption)
  }
  // Who has the MiB may be a pod that the same plan ends or made; who has the Cpus would be known.
  for (const { name: host, foreign } of snapshot.hosts) {
    const use = kept.uses.get(host)
    if (use === undefined) continue
    const [all, cpus] = [use, { ...use, memoryMib: {} }].map((each): Event => {
      return { ...AT, kind: 'foreign', host, ...sumOfUses(foreign, each) }
    })
    observeOr(`hosts.${host}`, 'what open plans keep of it', host, all, cpus)
  }
  for (const adoption of adoptionsKept) {
    observeOr(adoption.pod, 'what an open plan keeps', adoption.host, adoption, withoutAmounts(adoption))
  }
  return { engine, events, names, faults }
}

/** A holding without what is counted and not named: its Cpus (or share of Cpus), VF, GPUs and addresses. */
function withoutAmounts(adoption: PodAdopted): PodAdopted {
  const { diskMib, ioKibps, nic, nicMbps, nicKpps, volume, volumeMib, ...named } = adoption
  return { ...named, memoryMib: {} }
}

/** Books one more holding; null when it was free, else what of it was not, in the engine's words. */
export function adoptHolding({ engine, names }: EngineOfSnapshot, pod: Holder): string | null {
  for (const event of adoptionEvents(pod, names)) {
    const found = tryObserve((each) => engine.observe(each), event)
    if (found !== null) return found
  }
  return null
}

/** A pod with what it holds, or is to hold. */
export type Holder = Pick<ObservedPod, 'name' | 'game' | 'zone' | 'component' | 'request'> & {
  readonly holding: HoldingWords
}

function hasHolding(pod: ObservedPod): pod is ObservedPod & { readonly holding: HoldingWords } {
  return pod.holding !== null
}

/** The adoption, after the declaration of its component when that is new. */
function adoptionEvents(pod: Holder, names: ComponentNames): Event[] {
  const before = names.declared.length
  const adoption = adoptionOf(pod, names)
  const declared = names.declared.slice(before)
  return [...declared.map((each): Event => ({ ...AT, kind: 'component', ...each })), adoption]
}

function adoptionOf(pod: Holder, names: ComponentNames): PodAdopted {
  const { name, game, zone, holding } = pod
  const component = names.nameFor({ pod: name, game, component: pod.component, request: pod.request })
  // A literal with a spread in it is an order of magnitude slower, and there are as many of these as pods.
  return Object.assign({ atUs: 0, kind: 'adopt' as const, pod: name, game, zone, component }, holding)
}

/** What was contradicted, in the engine's words, or null when it was taken: the engine is then as before. */
function tryObserve(observe: (event: Event) => void, event: Event): string | null {
  try {
    observe(event)
    return null
  } catch (error) {
    return error instanceof Error ? error.message.replace(/^assertion failed: /, '') : String(error)
  }
}
