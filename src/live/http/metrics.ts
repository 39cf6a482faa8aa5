import { Counter, Gauge, Registry } from 'prom-client'
import { PLAN_STATES, type PlanState } from '../../model/plan.ts'
import type { CallOutcome } from '../targets/target.ts'

/** What is read when metrics are asked for. */
export interface MetricSource {
  /** Plans in each state; states without any may be left out. */
  planCounts(): Readonly<Partial<Record<PlanState, number>>>
  /** Milliseconds since the last snapshot; null before the first. */
  snapshotAgeMs(): number | null
}

/** Counters of one server, in a registry of their own. */
export class Metrics {
  readonly #registry = new Registry()
  readonly #requests = new Counter({
    name: 'berth_http_requests_total',
    help: 'HTTP requests by method, route and status',
    labelNames: ['method', 'route', 'status'],
    registers: [this.#registry],
  })
  readonly #calls = new Counter({
    name: 'berth_target_calls_total',
    help: 'Calls made to the target by name and outcome',
    labelNames: ['call', 'outcome'],
    registers: [this.#registry],
  })

  constructor(source: MetricSource) {
    new Gauge({
      name: 'berth_plans',
      help: 'Plans by state',
      labelNames: ['state'],
      registers: [this.#registry],
      collect() {
        const counts = source.planCounts()
        for (const state of PLAN_STATES) this.set({ state }, counts[state] ?? 0)
      },
    })
    new Gauge({
      name: 'berth_snapshot_age_seconds',
      help: 'Age of the last snapshot of the target; NaN before the first',
      registers: [this.#registry],
      collect() {
        this.set((source.snapshotAgeMs() ?? Number.NaN) / 1000)
      },
    })
  }

  /** route: the pattern, not the path, so that names do not multiply the series. */
  request(method: string, route: string, status: number): void {
    this.#requests.inc({ method, route, status })
  }

  call(call: string, outcome: CallOutcome['kind']): void {
    this.#calls.inc({ call, outcome })
  }

  get contentType(): string {
    return this.#registry.contentType
  }

  /** The text format of Prometheus. */
  text(): Promise<string> {
    return this.#registry.metrics()
  }
}
