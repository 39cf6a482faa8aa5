import { byCodeUnit } from '../../base/order.ts'
import type { RegistryModel } from '../delivery.ts'
import type { Fleet } from '../fleet.ts'
import type { Rollout, RolloutStep } from '../rollout.ts'
import type { Delays, Game } from '../scenario.ts'
import type { RegistrySpec } from './delivery-schema.ts'
import { expectedName, type FaultList } from './faults.ts'
import { checkUniqueNames } from './places.ts'
import { isOfGroup } from './resolve-registry.ts'
import type { RolloutSpec } from './rollout-schema.ts'
import type { ScenarioSpec } from './scenario-schema.ts'

const NO_LIMIT = Number.MAX_SAFE_INTEGER

/**
 * Rollouts by time, then name. A group of games stands for all of its games.
 *
 * registry  as resolved; null: the scenario has none
 */
export function resolveRollouts(
  spec: ScenarioSpec,
  delays: Delays,
  {
    games,
    fleet,
    registry,
  }: { readonly games: readonly Game[]; readonly fleet: Fleet; readonly registry: RegistryModel | null },
  faults: FaultList,
): readonly Rollout[] {
  const { rollouts = [], games: groups, duration, cache } = spec
  const paths = rollouts.map(({ name }, i) => ({ name, path: `spec.rollouts[${i}]` }))
  checkUniqueNames(paths, 'rollout', faults)
  if (rollouts.length > 0 && cache !== undefined) faults.add('spec.rollouts', 'rollouts, and cache', 'one of the two')
  const resolved = rollouts.map((one, i): Rollout => {
    const { path } = paths[i]
    if (one.at >= duration) faults.add(`${path}.at`, 'a time after the end', 'a time before the scenario ends')
    const group = groups.find(({ name }) => name === one.game)
    const names = groups.map(({ name }) => name)
    if (group === undefined) faults.add(`${path}.game`, JSON.stringify(one.game), expectedName('game', one.game, names))
    const own = games.filter(
      ({ name }) => name === one.game || (group?.count !== undefined && isOfGroup(name, one.game)),
    )
    checkComponent(one, own, path, faults)
    checkPull(one, spec, path, faults)
    const [pullFrom, pullTo] = one.pull ?? [0, 0]
    const { startUs } = delays
    const { away, failuresPermille } = one.gate ?? {}
    return {
      name: one.name,
      games: own.map(({ name }) => name),
      component: one.component,
      atUs: one.at,
      change: one.change,
      mode: one.mode,
      ...imageOf(one, spec.registry, { own, registry, path }, faults),
      takesUs: { fromUs: pullFrom + startUs.fromUs, toUs: pullTo + startUs.toUs },
      drainUs: one.drain ?? drainOf(own, one.component),
      atOnce: one.atOnce ?? 1,
      failsPermille: one.failsPermille ?? 0,
      steps: stepsOf(one, fleet, path, faults),
      gate: {
        ...(away === undefined ? {} : { awayUsMax: away }),
        ...(failuresPermille === undefined ? {} : { failuresPermille }),
      },
    }
  })
  return resolved.sort((a, b) => a.atUs - b.atUs || byCodeUnit(a.name, b.name))
}

/** A pull of a drawn length is for what has no registry, and pulls in place. */
function checkPull(
  { change, mode, pull }: RolloutSpec,
  { delivery, registry }: ScenarioSpec,
  path: string,
  faults: FaultList,
): void {
  if (pull === undefined) return
  if (mode === 'replace')
    faults.add(`${path}.pull`, 'a pull, of pods that are replaced', 'none: new pods take the delays of new pods')
  if (change === 'config') faults.add(`${path}.pull`, 'a pull', 'none where the configuration alone changes')
  if (registry !== undefined)
    faults.add(`${path}.pull`, 'a pull, and spec.registry', 'one of the two: what a registry sends takes its time')
  else if (delivery !== undefined)
    faults.add(`${path}.pull`, 'a pull, and spec.delivery', 'one of the two: spec.registry says what a stage pulls')
}

/** The image that a rollout brings, one of its component's but not its only one. Left out where there is none. */
function imageOf(
  { image, change, game, component, at }: RolloutSpec,
  spec: RegistrySpec | undefined,
  of: { readonly own: readonly Game[]; readonly registry: RegistryModel | null; readonly path: string },
  faults: FaultList,
): Pick<Rollout, 'image'> {
  const path = `${of.path}.image`
  const fault = (found: string, expected: string): Pick<Rollout, 'image'> => {
    faults.add(path, found, expected)
    return {}
  }
  if (image === undefined) {
    if (change === 'config' || spec === undefined) return {}
    return fault('nothing', 'the name of an image of spec.registry, as that says what is pulled')
  }
  const found = JSON.stringify(image)
  if (change === 'config') return fault(found, 'none where the configuration alone changes')
  if (spec === undefined) return fault(found, 'spec.registry beside it, which says what it is made of')
  const said = spec.images.find(({ name }) => name === image)
  if (said === undefined) {
    const names = spec.images.map(({ name }) => name)
    return fault(found, expectedName('image', image, names))
  }
  if (!said.games.includes(game) || said.components?.includes(component) === false)
    return fault(`${found}, which ${game}, ${component} does not have`, 'an image of that game and component')
  if ((said.pushed ?? 0) > at)
    faults.add(`${of.path}.at`, `a time before ${image} is pushed`, 'one at which it is there')
  const isMade = of.own.every(({ name }) =>
    of.registry?.use.some((use) => use.game === name && use.component === component),
  )
  if (!isMade)
    return fault(`${found}, the only image of ${game}, ${component}`, 'another beside it, to be made from first')
  const index = of.registry?.images.findIndex(({ name }) => name === image) ?? -1
  return index === -1 ? {} : { image: index }
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
