import { startAudit } from '../../../simulator/checker/audit.ts'
import { randomStream } from '../../../src/base/random.ts'
import { createEngine } from '../../../src/engine/engine.ts'
import { KubeDefault } from '../../../src/engine/kube-default/kube-default.ts'
import { baselineNamed } from '../../../src/model/baseline.ts'
import { createDecisionWriter } from '../../../src/model/decision-text.ts'
import type { Event } from '../../../src/model/event.ts'
import type { Instance } from './instance.ts'

export interface Placement {
  /** Hosts that hold a pod. */
  readonly hosts: number
  /** Pods that found no room. */
  readonly refused: number
  /** Of a baseline: how often pods failed after they were bound. */
  readonly failures: number
  /** What the auditor found, one text a violation; empty when it was not asked. */
  readonly violations: readonly string[]
}

/** `without`: hosts that take no pod, by index; `stopsAtRefusal`: nothing is placed after one. */
export interface PlaceOptions {
  readonly without?: readonly number[]
  readonly isAudited?: boolean
  readonly stopsAtRefusal?: boolean
}

/**
 * Asks the engine for every pod of an instance in an order that the seed draws, each decided before the next is known,
 * as on a live fleet, and counts the hosts used.
 */
export function place(instance: Instance, profile: string, seed: number, options: PlaceOptions = {}): Placement {
  const { without = [], isAudited = false, stopsAtRefusal = false } = options
  const { fleet } = instance
  const baseline = baselineNamed(profile)
  const engine = baseline === null ? createEngine(fleet) : new KubeDefault(fleet, baseline)
  const audit = isAudited ? startAudit(fleet, { baseline: baseline?.name ?? null }) : null
  const write = createDecisionWriter(fleet)
  const observe = (event: Event): void => {
    audit?.event(JSON.stringify(event))
    engine.observe(event)
  }
  instance.shapes.forEach(({ name, request }) => {
    observe({
      atUs: 0,
      kind: 'component',
      game: name,
      component: 'pod',
      request: { ...request, profile: baseline === null ? profile : 'pack' },
    })
  })
  for (const host of without) observe({ atUs: 0, kind: 'cordon', host: fleet.hosts[host].name })
  const used = new Set<number>()
  let refused = 0
  for (const [i, shape] of podsOf(instance, seed).entries()) {
    const { name, request } = instance.shapes[shape]
    const words = { game: name, zone: 'z', component: 'pod', cpus: request.cpus, memoryMib: request.memoryMib }
    observe({ atUs: i, kind: 'request', pod: `${name}/z/pod-${i}`, ...words, cause: 'launch' })
    for (const decision of engine.decide(i)) {
      audit?.decision(write(decision))
      if (decision.kind === 'place') used.add(decision.holding.host)
      else refused++
    }
    if (refused > 0 && stopsAtRefusal) break
  }
  const report = audit?.finish()
  const violations = report?.violations.map(({ law, message }) => `${law}: ${message}`) ?? []
  const failures = engine instanceof KubeDefault ? [...engine.failures.values()].reduce((a, b) => a + b, 0) : 0
  return { hosts: used.size, refused, failures, violations }
}

/** The shape of each pod in the order asked for. */
function podsOf({ shapes }: Instance, seed: number): readonly number[] {
  const pods = shapes.flatMap(({ count }, s) => Array.from({ length: count }, () => s))
  return shuffled(pods, seed, 'bounds/arrival')
}

/** A copy in an order that the seed and the name of the source say (R. Durstenfeld, 1964). */
export function shuffled<T>(list: readonly T[], seed: number, source: string): T[] {
  const random = randomStream(seed, source)
  const mixed = [...list]
  for (let i = mixed.length - 1; i > 0; i--) {
    const j = random.below(i + 1)
    ;[mixed[i], mixed[j]] = [mixed[j], mixed[i]]
  }
  return mixed
}
