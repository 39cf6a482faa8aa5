import { formatCpuList, parseCpuList } from '../../base/cpu-list.ts'
import { ascending, byCodeUnit } from '../../base/order.ts'
import type { Fault } from '../../base/result.ts'
import { createEngine, type Engine } from '../../engine/engine.ts'
import type { HoldingWords } from '../../model/decision.ts'
import type { Event, PodAdopted } from '../../model/event.ts'
import type { ObservedPod, Snapshot } from '../../model/snapshot.ts'
import { type ComponentMember, ComponentNames } from './component-names.ts'
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
 * The engine that decides on a snapshot: foreign use and what open plans keep of it first, then what every pod holds,
 * then whole holdings kept by open plans. Hosts that are cordoned, not ready, or hold what cannot be true take no pod.
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
  const engine = createEngine(snapshot.fleet)
  const events: Event[] = []
  const observe = (event: Event): void => {
    engine.observe(event)
    events.push(event)
  }
  const names = new ComponentNames(decided)
  const held = new Map(snapshot.pods.map((pod) => [pod.name, pod.holding]))
  const ownOf = (pod: string): HoldingWords | null => coming.get(pod) ?? held.get(pod) ?? null
  const { partial, whole } = splitReservations(reservations, ownOf)
  const adopted = snapshot.pods.filter(hasHolding).map((pod) => adoptionOf(pod, names))
  const kept = whole.map(({ name, step, holding }) => {
    return adoptionOf({ ...step, name, holding }, names)
  })
  for (const declared of names.declared) observe({ ...AT, kind: 'component', ...declared })
  const faults: Fault[] = []
  for (const host of snapshot.hosts) {
    const foreign = withReserved(host.foreign, partial.get(host.name) ?? [])
    const isNone = foreign.cpus === '' && Object.keys(foreign.memoryMib).length === 0
    const found = isNone ? null : tryObserve(observe, { ...AT, kind: 'foreign', host: host.name, ...foreign })
    if (found !== null) faults.push({ path: `hosts.${host.name}`, found, expected: 'foreign use of what the host has' })
    if (host.cordoned || !host.ready || found !== null) observe({ ...AT, kind: 'cordon', host: host.name })
  }
  const hosts = new Set(snapshot.fleet.hosts.map((host) => host.name))
  for (const adoption of adopted) {
    const found = tryObserve(observe, adoption)
    if (found === null) continue
    faults.push({ path: `pods.${adoption.pod}`, found, expected: 'what its host has, held by no other' })
    if (hosts.has(adoption.host)) observe({ ...AT, kind: 'cordon', host: adoption.host })
  }
  // What somebody took in spite of the plan that keeps it is found when that plan goes on, or back.
  for (const adoption of kept) tryObserve(observe, adoption)
  return { engine, events, names, faults }
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

/**
 * A pod that still holds something on the host of a reservation keeps most of it itself: only the Cpus and MiB beyond
 * that are reserved, as foreign use. The others are whole.
 */
function splitReservations(reservations: readonly Reservation[], ownOf: (pod: string) => HoldingWords | null) {
  const partial = new Map<string, Use[]>()
  const whole: Reservation[] = []
  for (const reservation of reservations) {
    const { holding, step } = reservation
    const own = ownOf(step.pod)
    if (own === null || own.host !== holding.host) {
      whole.push(reservation)
      continue
    }
    const list = partial.get(holding.host) ?? []
    partial.set(holding.host, list)
    list.push(beyond(holding, own))
  }
  return { partial, whole: whole.sort((a, b) => byCodeUnit(a.name, b.name)) }
}

interface Use {
  readonly cpus: string
  readonly memoryMib: Readonly<Record<string, number>>
}

function beyond(holding: HoldingWords, own: HoldingWords): Use {
  const held = new Set(parseCpuList(own.cpus ?? ''))
  const cpus = formatCpuList((parseCpuList(holding.cpus ?? '') ?? []).filter((cpu) => !held.has(cpu)))
  const memoryMib: Record<string, number> = {}
  for (const [numa, mib] of Object.entries(holding.memoryMib)) {
    const more = mib - (own.memoryMib[numa] ?? 0)
    if (more > 0) memoryMib[numa] = more
  }
  return { cpus, memoryMib }
}

function withReserved(foreign: Use, reserved: readonly Use[]): Use {
  if (reserved.length === 0) return foreign
  const cpus = new Set<number>()
  const memoryMib: Record<string, number> = {}
  for (const use of [foreign, ...reserved]) {
    for (const cpu of parseCpuList(use.cpus) ?? []) cpus.add(cpu)
    for (const [numa, mib] of Object.entries(use.memoryMib)) memoryMib[numa] = (memoryMib[numa] ?? 0) + mib
  }
  return { cpus: formatCpuList([...cpus].sort(ascending)), memoryMib }
}
