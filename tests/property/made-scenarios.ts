import fc from 'fast-check'
import type { RegistryModel } from '../../src/model/delivery.ts'
import type { Component, Game, HostFault, Scenario, VerticalScaling } from '../../src/model/scenario.ts'
import { component, curve, fleet, game, scenario } from '../unit/simulator/make.ts'

/** Small scenarios in which every mechanism may be at work; a reading each 100 us, up to 12,000 us. */
export const READING_US = 100

const vertical: VerticalScaling = {
  cpusMin: 1,
  cpusMax: 8,
  targetPermille: 700,
  growAbovePermille: 850,
  shrinkBelowPermille: 450,
  cooldownUs: 300,
}
const load = { cpuMilliBase: 200, cpuMilliPerPlayer: 40, memoryKibPerPlayer: 20480, noisePermille: 200 }
const COMPONENTS: readonly Component[] = [
  component({ name: 'logic', cpus: 2, memoryMib: 1024, playersPerPod: 100, load, vertical }),
  component({ name: 'db', cpus: 1, podsMin: 2, load: { cpuMilliBase: 300, noisePermille: 100 }, vertical }),
  component({ name: 'big', cpus: 7, memoryMib: 8192 }),
]

const range = (fromUs: number, toUs: number) => ({ fromUs, toUs })
const readings = (min: number, max: number) => fc.integer({ min, max }).map((count) => count * READING_US)

/** Games that start after 0: what is there at the first instant waits for no turn, and nothing ran before. */
const games = fc
  .array(
    fc.record({
      mode: fc.constantFrom('zoned' as const, 'global' as const),
      peakPlayers: fc.integer({ min: 50, max: 1500 }),
      zonePlayers: fc.integer({ min: 200, max: 1000 }),
      startUs: readings(1, 40),
      lastsUs: fc.option(readings(5, 60)),
      samples: fc.array(fc.integer({ min: 0, max: 10 }), { minLength: 1, maxLength: 6 }),
      after: fc.constantFrom('hold' as const, 'loop' as const),
      components: fc.subarray([...COMPONENTS], { minLength: 1 }),
    }),
    { minLength: 1, maxLength: 3 },
  )
  .map((list) =>
    list.map(({ samples, after, lastsUs, ...each }, index): Game => {
      const shape = curve(
        samples.map((tenths) => tenths / 10),
        after,
        700,
      )
      const endUs = lastsUs === null ? null : each.startUs + lastsUs
      return game({ ...each, name: `g${index}`, curve: shape, endUs })
    }),
  )

/** A layer each and one in common, at 10 bytes a microsecond in all. */
function registryFor(list: readonly Game[]): RegistryModel {
  const names = [...list.map(({ name }) => name), 'common']
  return {
    uplink: 1e7,
    regions: [{ region: 'r', link: null, mirror: null }],
    host: { down: 1e7, up: 1e7, unpack: 2e7, disk: 1e9 },
    layers: names.map((name) => ({ name, bytes: 600 })),
    images: list.map(({ name }, i) => ({ name, layers: [i, list.length], pushedUs: 0, isPreloaded: false })),
    use: list.flatMap(({ name, components }, i) => {
      return components.map((one) => ({ game: name, component: one.name, images: [i] }))
    }),
  }
}

const delivery: Scenario['delivery'] = [
  {
    name: 'all',
    fromUs: 0,
    decideUs: range(1, 4),
    bindUs: range(2, 20),
    createUs: range(0, 30),
    networkUs: range(5, 6),
    startUs: range(20, 60),
    status: { kind: 'watch', lagUs: range(0, 5) },
    pull: 'central',
  },
]
const cache = { lagUs: range(1, 90), bindFailedPermille: 100, lostPermille: 50, relistUs: 250, repeatedPermille: 100 }

export const scenarios: fc.Arbitrary<Scenario> = fc
  .record({
    games,
    hosts: fc.integer({ min: 2, max: 7 }),
    faults: fc.array(fc.record({ host: fc.nat(), atUs: fc.integer({ min: 1, max: 9000 }), downUs: readings(1, 30) }), {
      maxLength: 4,
    }),
    isDelivered: fc.boolean(),
    check: fc.constantFrom(null, 'assume' as const, 'wait' as const, 'off' as const),
    recovers: fc.boolean(),
  })
  .map(({ games: list, hosts, faults, isDelivered, check, recovers }) => {
    const made = fleet(hosts)
    const hostFaults = faults.map(({ host, ...fault }): HostFault => {
      return { ...fault, host: made.hosts[host % hosts].name }
    })
    return scenario({
      durationUs: 12_000,
      fleet: made,
      games: list,
      hostFaults,
      ...(isDelivered ? { delivery, registry: registryFor(list) } : {}),
      ...(check === null ? {} : { cache: { check, ...cache } }),
      ...(recovers ? { recovery: { detectUs: range(0, 150), nameLagUs: range(0, 90) } } : {}),
    })
  })
