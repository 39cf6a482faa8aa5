import {
  BALANCER_SERIES,
  COMPONENTS_RECORDED_MAX,
  componentSeries,
  DELIVERY_SERIES,
  MAINTENANCE_SERIES,
  NETWORK_SERIES,
  RECONNECT_SERIES,
  RECOVERY_SERIES,
  ROLLOUT_SERIES,
  SERIES,
  type SeriesName,
} from '../../src/model/run.ts'
import type { Scenario } from '../../src/model/scenario.ts'

/** Columns of one number each a sample; all have the same length. */
export interface RecordedSeries {
  readonly length: number
  readonly names: readonly SeriesName[]
  /** A view of the first `length` entries; stale after the next sample. Empty of a series that is not recorded. */
  column(name: SeriesName): Float64Array
}

/** What is recorded of a scenario's runs, in the order of the columns. */
export function seriesOf({
  delivery,
  recovery,
  rollouts,
  maintenance,
  network,
  games,
}: Scenario): readonly SeriesName[] {
  const ofDelivery = delivery === undefined ? [] : DELIVERY_SERIES
  const ofRecovery = recovery === undefined ? [] : RECOVERY_SERIES
  const ofReconnect = recovery?.reconnect === undefined ? [] : RECONNECT_SERIES
  const ofBalancers = hasBalancer(games) ? BALANCER_SERIES : []
  const ofRollouts = rollouts === undefined ? [] : ROLLOUT_SERIES
  const ofMaintenance = maintenance === undefined ? [] : MAINTENANCE_SERIES
  const ofNetwork = network === undefined ? [] : [...NETWORK_SERIES, ...seriesOfComponents(games)]
  return [
    ...SERIES,
    ...ofDelivery,
    ...ofRecovery,
    ...ofReconnect,
    ...ofBalancers,
    ...ofRollouts,
    ...ofMaintenance,
    ...ofNetwork,
  ]
}

/** Whether any component has a load balancer. */
export function hasBalancer(games: Scenario['games']): boolean {
  return games.some(({ components }) => components.some(({ loadBalancer }) => loadBalancer !== undefined))
}

function seriesOfComponents(games: Scenario['games']): readonly SeriesName[] {
  const counted = games.flatMap(({ name, components }) =>
    components.filter(({ traffic }) => traffic !== undefined).map((component) => ({ name, component: component.name })),
  )
  if (counted.length > COMPONENTS_RECORDED_MAX) return []
  return counted.flatMap(({ name, component }) => componentSeries(name, component))
}

const NONE = new Float64Array(0)

export class SeriesColumns implements RecordedSeries {
  #length = 0
  #capacity = 1024
  readonly names: readonly SeriesName[]
  readonly #columns = new Map<SeriesName, Float64Array>()

  constructor(names: readonly SeriesName[] = SERIES) {
    this.names = names
    for (const name of names) this.#columns.set(name, new Float64Array(this.#capacity))
  }

  get length(): number {
    return this.#length
  }

  /** sample: a value of each series that is recorded. */
  append(sample: Readonly<Partial<Record<SeriesName, number>>>): void {
    if (this.#length === this.#capacity) this.#grow()
    for (const name of this.names) this.#column(name)[this.#length] = sample[name] ?? 0
    this.#length++
  }

  column(name: SeriesName): Float64Array {
    return this.#columns.get(name)?.subarray(0, this.#length) ?? NONE
  }

  #column(name: SeriesName): Float64Array {
    return this.#columns.get(name) as Float64Array // The constructor made one for every name.
  }

  #grow(): void {
    this.#capacity *= 2
    for (const name of this.names) {
      const wider = new Float64Array(this.#capacity)
      wider.set(this.#column(name))
      this.#columns.set(name, wider)
    }
  }
}
