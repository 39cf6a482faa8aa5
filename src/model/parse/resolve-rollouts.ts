import { byCodeUnit } from '../../base/order.ts'
import type { Fleet } from '../fleet.ts'
import type { Rollout, RolloutStep } from '../rollout.ts'
import type { Delays, Game } from '../scenario.ts'
import { expectedName, type FaultList } from './faults.ts'
import { checkUniqueNames } from './places.ts'
import { isOfGroup } from './resolve-registry.ts'
import type { RolloutSpec } from './rollout-schema.ts'
import type { ScenarioSpec } from './scenario-schema.ts'

const NO_LIMIT = Number.MAX_SAFE_INTEGER

/** Rollouts by time, then name. A group of games stands for all of its games. */
export function resolveRollouts(
  { rollouts = [], games: groups, duration, cache, delivery, registry }: ScenarioSpec,
  delays: Delays,
  games: readonly Game[],
  fleet: Fleet,
  faults: FaultList,
): readonly Rollout[] {
  const paths = rollouts.map(({ name }, i) => ({ name, path: `spec.rollouts[${i}]` }))
  checkUniqueNames(paths, 'rollout', faults)
  for (const [key, value] of Object.entries({ cache, delivery, registry })) {
    if (rollouts.length > 0 && value !== undefined)
      faults.add('spec.rollouts', `rollouts, and ${key}`, 'one of the two')
  }
  const resolved = rollouts.map((spec, i): Rollout => {
    const { path } = paths[i]
    if (spec.at >= duration) faults.add(`${path}.at`, 'a time after the end', 'a time before the scenario ends')
    const group = groups.find(({ name }) => name === spec.game)
    const names = groups.map(({ name }) => name)
    if (group === undefined)
      faults.add(`${path}.game`, JSON.stringify(spec.game), expectedName('game', spec.game, names))
    const own = games.filter(
      ({ name }) => name === spec.game || (group?.count !== undefined && isOfGroup(name, spec.game)),
    )
    checkComponent(spec, own, path, faults)
    const [pullFrom, pullTo] = spec.change === 'image' ? (spec.pull ?? [0, 0]) : [0, 0]
    if (spec.mode === 'replace' && spec.pull !== undefined)
      faults.add(`${path}.pull`, 'a pull, of pods that are replaced', 'none: new pods take the delays of new pods')
    if (spec.change === 'config' && spec.pull !== undefined)
      faults.add(`${path}.pull`, 'a pull', 'none where the configuration alone changes')
    const { startUs } = delays
    const { away, failuresPermille } = spec.gate ?? {}
    return {
      name: spec.name,
      games: own.map(({ name }) => name),
      component: spec.component,
      atUs: spec.at,
      change: spec.change,
      mode: spec.mode,
      takesUs: { fromUs: pullFrom + startUs.fromUs, toUs: pullTo + startUs.toUs },
      drainUs: spec.drain ?? drainOf(own, spec.component),
      atOnce: spec.atOnce ?? 1,
      failsPermille: spec.failsPermille ?? 0,
      steps: stepsOf(spec, fleet, path, faults),
      gate: {
        ...(away === undefined ? {} : { awayUsMax: away }),
        ...(failuresPermille === undefined ? {} : { failuresPermille }),
      },
    }
  })
  return resolved.sort((a, b) => a.atUs - b.atUs || byCodeUnit(a.name, b.name))
}

/** As long as the component's load balancer drains; without one no time at all. */
function drainOf(games: readonly Game[], component: string): number {
  const [first] = games
  return first?.components.find(({ name }) => name === component)?.loadBalancer?.drainUs ?? 0
}

function checkComponent(spec: RolloutSpec, games: readonly Game[], path: string, faults: FaultList): void {
  for (const { name, components } of games.slice(0, 1)) {
    const known = components.map((component) => component.name)
    const found = components.find((component) => component.name === spec.component)
    if (found === undefined) {
      const expected = expectedName(`component of ${name}`, spec.component, known)
      faults.add(`${path}.component`, JSON.stringify(spec.component), expected)
    } else if (spec.mode === 'replace' && (found.request.volumeMib !== undefined || found.request.fixedIp === true))
      faults.add(`${path}.mode`, 'replace, of pods with a volume or an address of their own', 'in-place')
  }
}

/** The canary is where it says, else where the first wave is. */
function stepsOf({ canary, waves }: RolloutSpec, fleet: Fleet, path: string, faults: FaultList): RolloutStep[] {
  const known = {
    regions: new Set(fleet.hosts.map(({ region }) => region)),
    idcs: new Set(fleet.hosts.map(({ idc }) => idc)),
  }
  const check = (
    places: { readonly regions?: string[] | undefined; readonly idcs?: string[] | undefined },
    at: string,
  ): void => {
    for (const [key, noun] of [
      ['regions', 'region'],
      ['idcs', 'idc'],
    ] as const) {
      for (const [i, name] of (places[key] ?? []).entries()) {
        if (known[key].size > 0 && !known[key].has(name))
          faults.add(`${at}.${key}[${i}]`, JSON.stringify(name), expectedName(noun, name, known[key]))
      }
    }
  }
  waves.forEach((wave, i) => {
    check(wave, `${path}.waves[${i}]`)
  })
  const steps = waves.map(({ name, regions = [], idcs = [], percent = 100, hold = 0 }): RolloutStep => {
    return { name, regions, idcs, podsMax: NO_LIMIT, percent, holdUs: hold }
  })
  if (canary === undefined) return steps
  check(canary, `${path}.canary`)
  const { regions: firstRegions, idcs: firstIdcs } = steps[0]
  const isPlaced = canary.regions !== undefined || canary.idcs !== undefined
  const [regions, idcs] = isPlaced ? [canary.regions ?? [], canary.idcs ?? []] : [firstRegions, firstIdcs]
  return [{ name: 'canary', regions, idcs, podsMax: canary.pods, percent: 100, holdUs: canary.hold ?? 0 }, ...steps]
}
