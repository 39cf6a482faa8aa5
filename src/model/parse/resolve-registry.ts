import { byCodeUnit } from '../../base/order.ts'
import type { Image, ImageLayer, RegistryModel, RegistryRegion } from '../delivery.ts'
import type { Fleet } from '../fleet.ts'
import type { Game } from '../scenario.ts'
import type { RegistrySpec } from './delivery-schema.ts'
import { expectedName, type FaultList } from './faults.ts'
import { checkUniqueNames } from './places.ts'
import type { RolloutSpec } from './rollout-schema.ts'
import type { GameGroupSpec } from './scenario-schema.ts'

type ImageSpec = RegistrySpec['images'][number]

/**
 * The registry of a scenario, everything by name, each image told which components have it.
 *
 * rollouts  what one of them brings to a component is none of those from which its pods choose the newest
 */
export function resolveRegistry(
  spec: RegistrySpec,
  groups: readonly GameGroupSpec[],
  rollouts: readonly RolloutSpec[],
  games: readonly Game[],
  fleet: Fleet,
  durationUs: number,
  faults: FaultList,
): RegistryModel {
  const regions = regionsOf(spec, fleet, faults)
  const layers = layersOf(spec.images, faults)
  checkUniqueNames(
    spec.images.map(({ name }, i) => ({ name, path: `spec.registry.images[${i}]` })),
    'image',
    faults,
  )
  checkDisk(spec, faults)
  const numberOf = new Map(layers.map(({ name }, index) => [name, index]))
  const sorted = spec.images.map((image, i) => ({ image, path: `spec.registry.images[${i}]` }))
  sorted.sort((a, b) => byCodeUnit(a.image.name, b.image.name))
  const images = sorted.map(({ image, path }): Image => {
    if (image.pushed !== undefined && image.pushed >= durationUs)
      faults.add(`${path}.pushed`, 'a time after the end', 'a time before the scenario ends')
    if (image.pushed !== undefined && image.preload === true)
      faults.add(`${path}.preload`, 'true, beside pushed', 'an image that was there before')
    const own = image.layers.map(({ name }) => numberOf.get(name) ?? 0).sort((a, b) => a - b)
    return { name: image.name, layers: own, pushedUs: image.pushed ?? 0, isPreloaded: image.preload ?? false }
  })
  const { uplink } = spec.central
  return {
    uplink,
    regions,
    host: spec.host,
    layers,
    images,
    use: componentImages(sorted, images, { groups, rollouts, games }, faults),
  }
}

function regionsOf({ central, regions = [] }: RegistrySpec, fleet: Fleet, faults: FaultList): RegistryRegion[] {
  const known = new Set(fleet.hosts.map(({ region }) => region))
  const check = (name: string, path: string): void => {
    // Without any host the fleet's own fault says it all.
    if (known.size > 0 && !known.has(name)) faults.add(path, JSON.stringify(name), expectedName('region', name, known))
  }
  check(central.region, 'spec.registry.central.region')
  for (const [i, { region, link }] of regions.entries()) {
    const path = `spec.registry.regions[${i}]`
    check(region, `${path}.region`)
    if (regions.findIndex((other) => other.region === region) < i)
      faults.add(`${path}.region`, JSON.stringify(region), 'a region that no other entry names')
    if (region === central.region && link !== undefined)
      faults.add(`${path}.link`, `a link into ${region}, where the central registry is`, 'a link into another region')
  }
  return [...known].sort(byCodeUnit).map((region) => {
    const said = regions.find((entry) => entry.region === region)
    return { region, link: said?.link ?? null, mirror: said?.mirror ?? null }
  })
}

function layersOf(images: readonly ImageSpec[], faults: FaultList): ImageLayer[] {
  const bytesOf = new Map<string, number>()
  for (const [i, { layers }] of images.entries()) {
    for (const [l, { name, size }] of layers.entries()) {
      const path = `spec.registry.images[${i}].layers[${l}]`
      if (layers.findIndex((other) => other.name === name) < l)
        faults.add(`${path}.name`, JSON.stringify(name), 'a name no other layer of the image has')
      const known = bytesOf.get(name)
      if (known !== undefined && known !== size)
        faults.add(`${path}.size`, `${size} bytes`, `${known} bytes, as the layer ${name} has in another image`)
      bytesOf.set(name, known ?? size)
    }
  }
  return [...bytesOf].map(([name, bytes]) => ({ name, bytes })).sort((a, b) => byCodeUnit(a.name, b.name))
}

function checkDisk({ host, images }: RegistrySpec, faults: FaultList): void {
  const largest = images.reduce((most, { layers }) => {
    return Math.max(
      most,
      layers.reduce((sum, { size }) => sum + size, 0),
    )
  }, 0)
  if (largest > host.disk)
    faults.add('spec.registry.host.disk', `${host.disk} bytes`, `at least ${largest}, the largest image`)
}

/** Which images the pods of each component choose from. A group of games stands for all of its games. */
function componentImages(
  sorted: readonly { readonly image: ImageSpec; readonly path: string }[],
  images: readonly Image[],
  {
    groups,
    rollouts,
    games,
  }: {
    readonly groups: readonly GameGroupSpec[]
    readonly rollouts: readonly RolloutSpec[]
    readonly games: readonly Game[]
  },
  faults: FaultList,
): RegistryModel['use'] {
  const isBrought = (image: string, group: string, component: string): boolean =>
    rollouts.some((one) => one.image === image && one.game === group && one.component === component)
  const groupNames = groups.map(({ name }) => name)
  const use = new Map<string, { readonly game: string; readonly component: string; readonly images: number[] }>()
  for (const [index, { image, path }] of sorted.entries()) {
    for (const [g, name] of image.games.entries()) {
      const group = groups.find((one) => one.name === name)
      if (group === undefined) {
        faults.add(`${path}.games[${g}]`, JSON.stringify(name), expectedName('game', name, groupNames))
        continue
      }
      const own = games.filter(
        (game) => game.name === name || (group.count !== undefined && isOfGroup(game.name, name)),
      )
      for (const game of own) {
        const known = new Set(game.components.map((component) => component.name))
        for (const [c, component] of (image.components ?? []).entries()) {
          if (!known.has(component))
            faults.add(
              `${path}.components[${c}]`,
              JSON.stringify(component),
              expectedName(`component of ${name}`, component, known),
            )
        }
        for (const component of known) {
          if (image.components?.includes(component) === false || isBrought(image.name, name, component)) continue
          const key = `${game.name}/${component}`
          const entry = use.get(key) ?? { game: game.name, component, images: [] }
          if (entry.images.some((other) => images[other].pushedUs === images[index].pushedUs))
            faults.add(path, `a second image of ${name}, ${component}, pushed at the same time`, 'times that differ')
          entry.images.push(index)
          use.set(key, entry)
        }
      }
    }
  }
  const startOf = new Map(games.map(({ name, startUs }) => [name, Math.max(0, startUs)]))
  for (const { game, component, images: own } of use.values()) {
    if (!own.some((index) => images[index].pushedUs <= (startOf.get(game) ?? 0)))
      faults.add('spec.registry.images', `no image of ${game}, ${component}, when ${game} starts`, 'one pushed by then')
  }
  return [...use.values()].sort((a, b) => byCodeUnit(a.game, b.game) || byCodeUnit(a.component, b.component))
}

/** Whether a game is one of those that a group with a count makes: its name, a hyphen, a number. */
export function isOfGroup(game: string, group: string): boolean {
  return game.startsWith(`${group}-`) && /^\d{3,}$/.test(game.slice(group.length + 1))
}
