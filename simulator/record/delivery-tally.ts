import { DELIVERY_STAGES, type DeliveryPeriod, type DeliveryStage } from '../../src/model/delivery.ts'
import { NumberList } from './number-list.ts'
import { type Quantiles, quantilesOf } from './quantiles.ts'

/** How long the pods of one period took, by stage and in all; of those that became ready. */
export interface DeliverySummary {
  readonly period: string
  readonly stagesUs: Readonly<Record<DeliveryStage, Quantiles>>
  readonly totalUs: Quantiles
}

/** Times of delivery, by the period in which the pods were placed. */
export class DeliveryTally {
  readonly #periods: readonly {
    readonly name: string
    readonly stages: readonly NumberList[]
    readonly all: NumberList
  }[]

  constructor(periods: readonly DeliveryPeriod[]) {
    this.#periods = periods.map(({ name }) => {
      return { name, stages: DELIVERY_STAGES.map(() => new NumberList()), all: new NumberList() }
    })
  }

  /** endsUs: when it was wanted, then the end of each stage. */
  note(period: number, endsUs: readonly number[]): void {
    const { stages, all } = this.#periods[period]
    for (let stage = 0; stage < stages.length; stage++) stages[stage].push(endsUs[stage + 1] - endsUs[stage])
    all.push(endsUs[stages.length] - endsUs[0])
  }

  summary(): DeliverySummary[] {
    return this.#periods.map(({ name, stages, all }) => {
      const entries = DELIVERY_STAGES.map((stage, s) => [stage, quantilesOf(stages[s])] as const)
      const stagesUs = Object.fromEntries(entries) as Record<DeliveryStage, Quantiles>
      return { period: name, stagesUs, totalUs: quantilesOf(all) }
    })
  }
}
