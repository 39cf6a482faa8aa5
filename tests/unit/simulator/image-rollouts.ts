import type { RolloutSummary } from '../../../simulator/rollout/rollouts.ts'
import { startSimulation } from '../../../simulator/simulate.ts'
import type { DeliveryPeriod, PullSource, RegistryModel, RegistryRecord } from '../../../src/model/delivery.ts'
import type { Rollout } from '../../../src/model/rollout.ts'
import type { Scenario } from '../../../src/model/scenario.ts'
import { component, game, scenario } from './make.ts'

const fixed = (us: number) => ({ fromUs: us, toUs: us })
export const period = (pull: PullSource): DeliveryPeriod => ({
  name: 'all',
  fromUs: 0,
  decideUs: fixed(2),
  bindUs: fixed(5),
  createUs: fixed(7),
  networkUs: fixed(11),
  startUs: fixed(15),
  status: { kind: 'watch', lagUs: fixed(3) },
  pull,
})

/** A byte takes 1 us to a host and 2 to unpack. v1: 10 of base and 20; v2: base and 30. */
export const registry: RegistryModel = {
  uplink: 1e9,
  regions: [{ region: 'r', link: null, mirror: null }],
  host: { down: 1e6, up: 1e6, unpack: 5e5, disk: 1e9 },
  layers: [
    { name: 'base', bytes: 10 },
    { name: 'v1', bytes: 20 },
    { name: 'v2', bytes: 30 },
  ],
  images: [
    { name: 'one', layers: [0, 1], pushedUs: 0, isPreloaded: false },
    { name: 'two', layers: [0, 2], pushedUs: 0, isPreloaded: false },
  ],
  use: [{ game: 'moba', component: 'logic', images: [0] }],
}
/** Of an update in place: pull, unpack, create, start, ready; and without the first two. */
export const WITH_PULL = 30 + 60 + 7 + 15 + 3
export const WITHOUT = 7 + 15 + 3

export function rollout(wishes: Partial<Rollout>): Rollout {
  const step = { name: 'all', regions: [], idcs: [], podsMax: Number.MAX_SAFE_INTEGER, percent: 100, holdUs: 0 }
  return {
    name: 'v2',
    games: ['moba'],
    component: 'logic',
    atUs: 1000,
    change: 'image',
    ...(wishes.change === 'config' ? {} : { image: 1 }),
    mode: 'in-place',
    takesUs: fixed(999_999),
    drainUs: 0,
    atOnce: 1,
    failsPermille: 0,
    steps: [step],
    gate: {},
    ...wishes,
  }
}

export function played(wanted: Scenario, instantsMax = 1e9) {
  const records: RegistryRecord[] = []
  const simulation = startSimulation(wanted, { seed: 1, profile: null, onRecord: (record) => records.push(record) })
  while (!simulation.done) simulation.advance(instantsMax)
  const summary = simulation.summary()
  const rolled = (summary.rollouts ?? []) as RolloutSummary[]
  return { records, summary, rolled, pulls: records.filter(({ kind }) => kind === 'pull') }
}

/** One zone of 1000 players and four pods, ready from 1 on, on four hosts of 16 Cpus. */
export const world = (cpus = 16, more: Partial<Scenario> = {}): Scenario =>
  scenario({
    games: [game({ startUs: -1, components: [component({ cpus, podsMin: 4 })] })],
    delays: { bindUs: fixed(77), startUs: fixed(77) },
    delivery: [period('central')],
    registry,
    rollouts: [rollout({})],
    ...more,
  })
