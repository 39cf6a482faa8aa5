import type { Event } from '../../src/model/event.ts'
import { FLEET_RESOURCES, type FleetResource, type UsedResource } from '../../src/model/fleet-plan.ts'
import type { Decision, Holding } from '../../src/model/holding.ts'
import type { Scenario } from '../../src/model/scenario.ts'
import { DemandScopes } from './demand-scopes.ts'
import { type Amounts, addAmounts, amountsOf, amountsOfHost, amountsOfPools, noAmounts } from './fleet-amounts.ts'

/** What counts as run out: so much of what the hosts that are up have, percent. */
export const RUN_OUT_PERCENT = 95

/** One resource of one IDC in one run. */
export interface ResourceUse {
  readonly idc: string
  readonly resource: FleetResource | UsedResource
  readonly peakPercent: number
  /** When RUN_OUT_PERCENT is first held or used, and when it is first short (see Exhaustion); null: never. */
  readonly outUs: number | null
  readonly refusedUs: number | null
}

/** Most of each resource that is held at once by what may lie in these IDCs alone. In the order of FLEET_RESOURCES. */
export interface DemandPeak {
  readonly idcs: readonly string[]
  readonly amounts: readonly number[]
  /** When first. */
  readonly atUs: readonly number[]
}

/** Follows what pods hold of a fleet: how near each resource of each IDC comes to its end, and what is asked where. */
export class FleetUse {
  readonly #idcs: readonly string[]
  readonly #idcOfHost: Int32Array
  readonly #hostAmounts: readonly Amounts[]
  readonly #hostIndex: ReadonlyMap<string, number>
  /** By IDC. */
  readonly #capacity: readonly Amounts[]
  readonly #held: readonly Amounts[]
  readonly #peakPercent: readonly Amounts[]
  readonly #outUs: readonly Amounts[]
  readonly #refusedUs: readonly Amounts[]
  readonly #scopes: DemandScopes
  readonly #asked: readonly Amounts[]
  readonly #askedMost: readonly Amounts[]
  readonly #askedMostUs: readonly Amounts[]

  constructor({ fleet, games }: Pick<Scenario, 'fleet' | 'games'>) {
    this.#idcs = [...new Set(fleet.hosts.map(({ idc }) => idc))]
    this.#idcOfHost = Int32Array.from(fleet.hosts, ({ idc }) => this.#idcs.indexOf(idc))
    this.#hostAmounts = fleet.hosts.map(amountsOfHost)
    this.#hostIndex = new Map(fleet.hosts.map(({ name }, index) => [name, index]))
    this.#capacity = this.#idcs.map((idc) => amountsOfPools(fleet, idc))
    for (const [h, amounts] of this.#hostAmounts.entries()) addAmounts(this.#capacity[this.#idcOfHost[h]], amounts, 1)
    const each = (): readonly Amounts[] => this.#idcs.map(noAmounts)
    this.#held = each()
    this.#peakPercent = each()
    this.#outUs = each().map((amounts) => amounts.fill(-1))
    this.#refusedUs = each().map((amounts) => amounts.fill(-1))
    this.#scopes = new DemandScopes(fleet.hosts, games)
    this.#asked = this.#scopes.sets.map(noAmounts)
    this.#askedMost = this.#scopes.sets.map(noAmounts)
    this.#askedMostUs = this.#scopes.sets.map(noAmounts)
  }

  observe(event: Event): void {
    if (event.kind !== 'host-lost' && event.kind !== 'host-recovered') return
    const host = this.#hostIndex.get(event.host)
    if (host === undefined) return
    addAmounts(this.#capacity[this.#idcOfHost[host]], this.#hostAmounts[host], event.kind === 'host-lost' ? -1 : 1)
  }

  decide(decision: Decision): void {
    const { kind, pod, atUs } = decision
    const component = `${pod.game}/${pod.component}`
    if (kind === 'refuse') return this.#refuse(component, decision)
    if (kind === 'resize' || kind === 'migrate') this.#change(component, decision.before, -1)
    this.#change(component, decision.holding, kind === 'release' ? -1 : 1)
    if (kind !== 'release') this.#look(atUs, component, this.#idcOfHost[decision.holding.host])
  }

  /** Of every resource that an IDC has. */
  uses(): readonly ResourceUse[] {
    const whenOf = (us: number): number | null => (us < 0 ? null : us)
    return this.#idcs.flatMap((idc, i) =>
      FLEET_RESOURCES.flatMap((resource, r) => {
        const [refusedUs, peakPercent] = [whenOf(this.#refusedUs[i][r]), this.#peakPercent[i][r]]
        if (peakPercent === 0 && refusedUs === null) return []
        return [{ idc, resource, peakPercent, outUs: whenOf(this.#outUs[i][r]), refusedUs }]
      }),
    )
  }

  demand(): readonly DemandPeak[] {
    return this.#scopes.sets.map((idcs, s) => {
      return { idcs, amounts: [...this.#askedMost[s]], atUs: [...this.#askedMostUs[s]] }
    })
  }

  /** Where pods of a component (`game/component`) may lie. */
  idcsOf(component: string): readonly string[] {
    return this.#scopes.idcsOf(component)
  }

  #change(component: string, holding: Holding, sign: 1 | -1): void {
    const amounts = amountsOf(holding)
    addAmounts(this.#held[this.#idcOfHost[holding.host]], amounts, sign)
    for (const scope of this.#scopes.setsOf(component)) addAmounts(this.#asked[scope], amounts, sign)
  }

  #look(atUs: number, component: string, idc: number): void {
    const [held, capacity, peak, out] = [this.#held[idc], this.#capacity[idc], this.#peakPercent[idc], this.#outUs[idc]]
    for (let r = 0; r < held.length; r++) {
      if (held[r] <= 0 || capacity[r] <= 0) continue
      const percent = (100 * held[r]) / capacity[r]
      if (percent > peak[r]) peak[r] = percent
      if (out[r] < 0 && percent >= RUN_OUT_PERCENT) out[r] = atUs
    }
    for (const scope of this.#scopes.setsOf(component)) {
      const [asked, most, mostUs] = [this.#asked[scope], this.#askedMost[scope], this.#askedMostUs[scope]]
      for (let r = 0; r < asked.length; r++) if (asked[r] > most[r]) [most[r], mostUs[r]] = [asked[r], atUs]
    }
  }

  #refuse(component: string, { atUs, nearest }: Extract<Decision, { kind: 'refuse' }>): void {
    const r = FLEET_RESOURCES.indexOf(nearest?.resource as FleetResource)
    if (r < 0) return
    for (const idc of this.#scopes.idcsOf(component)) {
      const refused = this.#refusedUs[this.#idcs.indexOf(idc)]
      if (refused[r] < 0) refused[r] = atUs
    }
  }
}
