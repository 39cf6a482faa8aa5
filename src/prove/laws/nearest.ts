import { isGranted } from '../../../simulator/what-if/granted.ts'
import { HeldThen } from '../../../simulator/what-if/held-then.ts'
import { largestCore, richerFleets, roomierFleets } from '../../../simulator/what-if/richer.ts'
import type { DecisionLine, NearestChange, RefuseLine } from '../../model/decision.ts'
import type { Fleet } from '../../model/fleet.ts'
import type { EngineFactory } from '../drive.ts'
import type { Breach } from '../proof-case.ts'
import { type Recording, textOf } from '../recording.ts'

/** Refusals tried in one recording, each of another kind: a try costs an engine for each place that may be richer. */
const TRIED_MAX = 2
/** Larger fleets are left to the auditor for the same reason. */
const HOSTS_MAX = 16

/**
 * L8, its second half: makes the change that a refusal calls nearest on a fleet that holds what was held then, asks
 * again and sees the pod fit: on as many hosts as it says, and on none when the change is one less (full cores: one
 * core less). Left to the auditor are Cpus and MiB of a pod that is spread evenly, as there is no one place to add
 * them, and all while a pod keeps an address or a volume that it does not hold, as no event tells another engine of
 * that.
 */
export function nearestBreach(fleet: Fleet, { instants }: Recording, create: EngineFactory): Breach | null {
  if (fleet.hosts.length > HOSTS_MAX) return null
  const world = new HeldThen()
  const tried = new Set<string>()
  let line = 0
  for (const instant of instants) {
    for (const event of instant.events) world.observe(event)
    for (const text of instant.lines) {
      line++
      const decision = JSON.parse(text) as DecisionLine
      if (decision.kind === 'refuse' && decision.nearest !== undefined && tried.size < TRIED_MAX) {
        const kind = `${decision.action} ${decision.nearest.resource}`
        const fault = tried.has(kind) ? null : faultOf(fleet, world, decision, decision.nearest, create)
        tried.add(kind)
        if (fault !== null) {
          const message = `${decision.pod}: nearest is ${JSON.stringify(decision.nearest)}, but ${fault}`
          return { law: 'L8', message, line: { file: 'decisions', line }, inLog: false }
        }
      }
      world.decide(decision)
    }
  }
  return null
}

/** What is wrong with a nearest change, or null. */
function faultOf(
  fleet: Fleet,
  world: HeldThen,
  refused: RefuseLine,
  { resource, amount, hosts }: NearestChange,
  create: EngineFactory,
): string | null {
  const { numa, fullCores = false } = world.requestOf(refused) ?? {}
  if (world.isKeptBeside(refused)) return null
  if (numa === 'spread' && (resource === 'cpus' || resource === 'memoryMib')) return null
  const fits = (richer: Fleet, host: string | null): boolean => isGranted(richer, world, refused, host, create)
  try {
    if (resource === 'ip' || resource === 'volumeMib') {
      const fitsWith = (more: number): boolean => {
        return roomierFleets(fleet, resource, more).some((richer) => fits(richer, null))
      }
      if (!fitsWith(amount)) return `so much more ${resource} in no pool makes it fit`
      return amount > 1 && fitsWith(amount - 1) ? `${amount - 1} is enough` : null
    }
    let count = 0
    for (const [h, host] of fleet.hosts.entries()) {
      const { name } = host
      if (richerFleets(fleet, h, resource, amount).some((richer) => fits(richer, name))) count++
      const less = amount - (resource === 'cpus' && fullCores ? largestCore(host) : 1)
      const poorer = less <= 0 ? [] : richerFleets(fleet, h, resource, less)
      if (poorer.some((richer) => fits(richer, name))) return `${less} on ${name} is enough`
    }
    return count === hosts ? null : `it makes the pod fit on ${count} hosts`
  } catch (error) {
    return `the engine stops on the richer fleet: ${textOf(error)}`
  }
}
