import type { Event } from '../model/event.ts'
import type { Instant } from './drive.ts'
import type { ProofCase } from './proof-case.ts'
import type { Pass } from './reduce.ts'

/** A case with other events; forks stay between the events that they stood between. */
export function withEvents(proof: ProofCase, keep: (event: Event) => Event | null): ProofCase {
  let changed = false
  const instants = proof.instants.map((instant): Instant => {
    const events: Event[] = []
    const keptBefore = [0]
    for (const event of instant.events) {
      const kept = keep(event)
      if (kept !== null) events.push(kept)
      changed ||= kept !== event
      keptBefore.push(events.length)
    }
    const forks = instant.forks?.map((fork) => ({ ...fork, at: keptBefore[fork.at] }))
    return { atUs: instant.atUs, events, ...(forks === undefined ? {} : { forks }) }
  })
  return changed ? { ...proof, instants } : proof
}

function eventsOf({ instants }: ProofCase): Event[] {
  return instants.flatMap(({ events }) => events)
}

/** Everything from an instant on: the end of a story seldom matters. */
const tail: Pass = {
  count: ({ instants }) => instants.length - 1,
  without: (proof, from, to) => {
    const isTail = to === proof.instants.length - 1
    return isTail ? { ...proof, instants: proof.instants.slice(0, from + 1) } : proof
  },
}

/** Pods with all that happens to them. */
const pods: Pass = {
  count: (proof) => podsOf(proof).length,
  without: (proof, from, to) => {
    const gone = new Set(podsOf(proof).slice(from, to))
    return withEvents(proof, (event) => ('pod' in event && gone.has(event.pod) ? null : event))
  },
}

function podsOf(proof: ProofCase): string[] {
  return eventsOf(proof).flatMap((event) => (event.kind === 'request' || event.kind === 'adopt' ? [event.pod] : []))
}

/** Single events other than those that pods and components begin with. */
const events: Pass = {
  count: (proof) => looseOf(proof).length,
  without: (proof, from, to) => {
    const gone = new Set(looseOf(proof).slice(from, to))
    return withEvents(proof, (event) => (gone.has(event) ? null : event))
  },
}

function looseOf(proof: ProofCase): Event[] {
  return eventsOf(proof).filter(({ kind }) => kind !== 'request' && kind !== 'adopt' && kind !== 'component')
}

const components: Pass = {
  count: (proof) => eventsOf(proof).filter(({ kind }) => kind === 'component').length,
  without: (proof, from, to) => {
    const gone = eventsOf(proof)
      .flatMap((event) => (event.kind === 'component' ? [`${event.game}/${event.component}`] : []))
      .slice(from, to)
    return withEvents(proof, (event) =>
      event.kind === 'component' && gone.includes(`${event.game}/${event.component}`) ? null : event,
    )
  },
}

const forks: Pass = {
  count: ({ instants }) => instants.length,
  without: (proof, from, to) => {
    if (proof.instants.slice(from, to).every((instant) => instant.forks === undefined)) return proof
    const plain = ({ atUs, events }: Instant): Instant => ({ atUs, events })
    return { ...proof, instants: proof.instants.map((each, i) => (i >= from && i < to ? plain(each) : each)) }
  },
}

/** Rounds: the events of an instant join those of the one before. */
const rounds: Pass = {
  count: ({ instants }) => instants.length - 1,
  without: (proof, from, to) => {
    const instants: Instant[] = []
    proof.instants.forEach((instant, i) => {
      if (i > from && i <= to) instants.push(joined(instants.pop() as Instant, instant))
      else instants.push(instant)
    })
    return { ...proof, instants }
  },
}

function joined(first: Instant, second: Instant): Instant {
  const { atUs } = first
  const forks = [
    ...(first.forks ?? []),
    ...(second.forks ?? []).map((fork) => ({ ...fork, at: fork.at + first.events.length })),
  ]
  const events = [...first.events, ...second.events.map((event) => ({ ...event, atUs }))]
  return { atUs, events, ...(forks.length === 0 ? {} : { forks }) }
}

export const STORY_PASSES: readonly Pass[] = [tail, pods, events, forks, components, rounds]
