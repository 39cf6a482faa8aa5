import fc from 'fast-check'
import { expect, test } from 'vitest'
import { byCodeUnit } from '../../src/base/order.ts'
import { createEngine, type Engine } from '../../src/engine/engine.ts'
import type { Event, PodRequested } from '../../src/model/event.ts'
import type { Fleet } from '../../src/model/fleet.ts'
import type { Decision } from '../../src/model/holding.ts'
import type { PodRequest } from '../../src/model/request.ts'
import { sizeOf, wordsOfSize } from '../../src/model/size.ts'
import { type Command, commandsOf, requests } from '../../src/prove/arbitraries.ts'
import { instantsOf } from '../../src/prove/drive.ts'
import { fleets } from '../../src/prove/fleets.ts'
import { runs } from './seed.ts'

/** Pods that are placed together, or one on its own. */
interface Unit {
  readonly pods: PodRequested[]
  /** What had been freed when it was last tried. */
  triedAt: number
}

/**
 * Groups as they are defined: an engine that knows of none is asked for the pods of one, by name, one after another in
 * a what-if, and again outside of it when all got a place. What does not fit is never told to it, so nothing in it can
 * have to do with what waits.
 */
class NaiveGroups {
  readonly engine: Engine
  readonly #units = new Map<string, Unit>()
  #freed = 0

  constructor(fleet: Fleet) {
    this.engine = createEngine(fleet)
  }

  observe(event: Event): void {
    if (event.kind === 'request') {
      const key = event.group ?? event.pod
      const unit = this.#units.get(key) ?? { pods: [], triedAt: -1 }
      unit.pods.push(event)
      unit.pods.sort((a, b) => byCodeUnit(a.pod, b.pod))
      this.#units.set(key, unit)
      return
    }
    if (event.kind === 'release' && this.#giveUp(event.pod)) return
    if (event.kind === 'release' || event.kind === 'uncordon') this.#freed++
    this.engine.observe(event)
  }

  /** Whether the pod waited. */
  #giveUp(pod: string): boolean {
    for (const [key, unit] of this.#units) {
      const at = unit.pods.findIndex((each) => each.pod === pod)
      if (at < 0) continue
      unit.pods.splice(at, 1)
      unit.triedAt = -1
      if (unit.pods.length === 0) this.#units.delete(key)
      return true
    }
    return false
  }

  /** Decides the round; returns the refusals of what was tried and does not fit. */
  decide(atUs: number): Map<string, Decision> {
    this.engine.decide(atUs)
    const refused = new Map<string, Decision>()
    const inOrder = [...this.#units].sort(
      (
        [
          ,
          {
            pods: [a],
          },
        ],
        [
          ,
          {
            pods: [b],
          },
        ],
      ) => {
        return a.atUs - b.atUs || byCodeUnit(a.pod, b.pod)
      },
    )
    for (const [key, unit] of inOrder) {
      if (unit.triedAt === this.#freed) continue
      unit.triedAt = this.#freed
      const refusal = this.engine.withFork(() => this.#placeAll(unit, atUs))
      if (refusal !== null) {
        refused.set(key, refusal)
        continue
      }
      this.#placeAll(unit, atUs)
      this.#units.delete(key)
    }
    return refused
  }

  #placeAll({ pods }: Unit, atUs: number): Decision | null {
    for (const { group: _, ...event } of pods) {
      this.engine.observe({ ...event, atUs })
      const [decision] = this.engine.decide(atUs)
      if (decision.kind === 'refuse') return decision
    }
    return null
  }
}

const components: fc.Arbitrary<PodRequest[]> = fc.array(
  requests.map(({ batch: _, peers: _peers, ...request }) => request),
  { minLength: 1, maxLength: 4 },
)

const commands: fc.Arbitrary<Command[]> = commandsOf(
  { ask: 3, askGroup: 5, release: 4, cordon: 1, uncordon: 1, tick: 6 },
  60,
)

test('groups are placed, refused and tried again as by placing them pod by pod on a clone', () => {
  const seen = { whole: 0, refused: 0, later: 0, alone: 0 }
  fc.assert(
    fc.property(fleets, components, commands, (fleet, requested, told) => {
      const engine = createEngine(fleet)
      const model = new NaiveGroups(fleet)
      const pods: string[] = []
      for (const { atUs, events } of instantsOf(fleet, requested, told)) {
        for (const event of events) {
          engine.observe(event)
          model.observe(event)
          if (event.kind === 'request') pods.push(event.pod)
        }
        const decisions = engine.decide(atUs)
        const refused = model.decide(atUs)
        expect(pods.map((pod) => engine.holding(pod))).toEqual(pods.map((pod) => model.engine.holding(pod)))
        expect(engine.columns()).toEqual(model.engine.columns())
        for (const decision of decisions) {
          if (decision.kind === 'place') seen[decision.group === undefined ? 'alone' : 'whole']++
          if (decision.kind !== 'refuse' || decision.action !== 'place') continue
          const { name, beside } = decision.group ?? { name: decision.pod.name, beside: [] }
          const expected = refused.get(name)
          const { pod, reasons, nearest } = decision
          expect({ pod, reasons, nearest }).toEqual(expected && pickOf(expected))
          if (decision.group !== undefined) seen[beside.length > 0 ? 'later' : 'refused']++
        }
      }
    }),
    runs(60),
  )
  for (const [what, count] of Object.entries(seen))
    expect([what, count]).toEqual([what, expect.toSatisfy((n) => n > 40)])
})

function pickOf(decision: Decision): Partial<Decision> {
  if (decision.kind !== 'refuse') return {}
  const { pod, reasons, nearest } = decision
  return { pod, reasons, nearest }
}

test('a group of one is a pod on its own', () => {
  fc.assert(
    fc.property(fleets, components, commands, (fleet, requested, told) => {
      const grouped = createEngine(fleet)
      const alone = createEngine(fleet)
      for (const { atUs, events } of instantsOf(fleet, requested, told)) {
        for (const event of events) {
          if (event.kind !== 'request') {
            grouped.observe(event)
            alone.observe(event)
            continue
          }
          const { group: _, ...single } = event
          const size = wordsOfSize(sizeOf(single))
          grouped.observe({ ...single, ...size, group: `of/${event.pod.replaceAll('/', '.')}` })
          alone.observe(single)
        }
        const plain = grouped.decide(atUs).map((decision) => {
          if (decision.kind !== 'place' && decision.kind !== 'refuse') return decision
          const { group: _, ...rest } = decision
          return rest
        })
        expect(plain).toEqual(alone.decide(atUs))
      }
    }),
    runs(60),
  )
})
