import { Counter, Gauge, Registry } from 'prom-client'
import { doesKubeletPin, fenceGap, isOtherVersion } from '../../model/agent-health.ts'
import type { AgentHealth } from '../../model/api.ts'
import { PLAN_STATES, type PlanState } from '../../model/plan.ts'
import type { CallOutcome } from '../targets/target.ts'

/** What is read when metrics are asked for. */
export interface MetricSource {
  /** Plans in each state; states without any may be left out. */
  planCounts(): Readonly<Partial<Record<PlanState, number>>>
  /** Milliseconds since the last snapshot; null before the first. */
  snapshotAgeMs(): number | null
  /** Agents that have joined, by host, as last seen. */
  agents(): ReadonlyMap<string, AgentHealth>
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
    this.#agentGauge('berth_agent_up', '1 when the agent of the host answered the last time', source, (agent) => {
      return Number(agent.reason === '')
    })
    this.#agentGauge(
      'berth_agent_last_seen_seconds',
      'When it last answered, Unix time; NaN: never',
      source,
      (agent) => {
        return (agent.lastSeenMs ?? Number.NaN) / 1000
      },
    )
    this.#agentGauge(
      'berth_agent_drifted_pods',
      'Pods that are not on what was decided',
      source,
      (agent) => agent.drifted,
    )
    this.#agentGauge(
      'berth_agent_fenced',
      '1 when it keeps others off the Cpus of pods, daemons too',
      source,
      (agent) => {
        return agent.node === null ? null : Number(fenceGap(agent) === null)
      },
    )
    this.#agentGauge('berth_agent_kubelet_pins', '1 when the kubelet of its Node pins by itself', source, (agent) => {
      return agent.node === null ? null : Number(doesKubeletPin(agent))
    })
    this.#agentGauge('berth_agent_other_version', '1 when it is not of the adapter’s version', source, (agent) => {
      return agent.version === null ? null : Number(isOtherVersion(agent))
    })
  }

  /** A gauge with a series for each agent of which `look` is not null. */
  #agentGauge(name: string, help: string, source: MetricSource, look: (agent: AgentHealth) => number | null): void {
    new Gauge({
      name,
      help,
      labelNames: ['host'],
      registers: [this.#registry],
      collect() {
        this.reset()
        for (const [host, agent] of source.agents()) {
          const value = look(agent)
          if (value !== null) this.set({ host }, value)
        }
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
