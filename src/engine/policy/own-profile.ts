import type { Policy } from '../../model/policy.ts'
import { type ProfileSpec, SCORE_NAMES, type ScoreName } from '../../model/profile.ts'
import type { PodClass } from '../pod-class.ts'
import { type Profile, profileNamed, type WeightedScore, weighed } from '../profiles.ts'
import type { ScorePlugin } from '../score/score.ts'
import { SCORES } from '../score/scores.ts'
import type { HostTable } from '../state/host-table.ts'
import { A_SCORE, A_VERDICT, Guarded, type GuardOptions, type PluginTime } from './guard.ts'
import { numaNodesOf, podViewOf, viewsOf } from './views.ts'

/** What a policy's plug-ins are asked beside scores. Null where it has none of a kind. */
export interface OwnPlugs {
  /** Whether its own filters let the pod onto the host. */
  passes(hosts: HostTable, host: number, klass: PodClass): boolean
  /** How much it likes a set of NumaNodes for a new pod. */
  readonly reserve: NumaPreference | null
  /** The same for a resized pod of the class it would be at its new size. */
  readonly resize: NumaPreference | null
  /** How good it finds that pods of these classes move off their host together. */
  readonly rebalance: ((hosts: HostTable, host: number, classes: readonly PodClass[]) => number) | null
}

export type NumaPreference = (hosts: HostTable, host: number, klass: PodClass, mask: number) => number

/** A policy ready to decide, and what its plug-ins took so far. */
export interface OwnProfile {
  readonly profile: Profile
  readonly spec: ProfileSpec
  readonly times: readonly PluginTime[]
}

/** A profile of a policy, which must be well formed (`model/parse/policy.ts`). Its own plug-ins are guarded. */
export function profileOfPolicy(policy: Policy, options: GuardOptions): OwnProfile {
  const { name, scores = {}, filters = {}, reserve, resize, rebalance } = policy
  const times: PluginTime[] = []
  const guarded = <A extends readonly unknown[], T extends number | boolean>(guard: Guarded<A, T>): Guarded<A, T> => {
    times.push(guard.time)
    return guard
  }
  const spec = specOfPolicy(policy)
  const own: WeightedScore[] = (spec.own?.scores ?? []).map(({ plugin, weight }) => ({
    plugin: ownScore(plugin, guarded(new Guarded(`score ${plugin} of ${name}`, scores[plugin], A_SCORE, options))),
    weight,
  }))
  const verdicts = Object.entries(filters).map(([filter, passes]) => {
    return guarded(new Guarded(`filter ${filter} of ${name}`, passes, A_VERDICT, options))
  })
  const preference = (kind: string, like: Policy['reserve']): NumaPreference | null => {
    if (like === undefined) return null
    const guard = guarded(new Guarded(`${kind} of ${name}`, like, A_SCORE, options))
    return (hosts, host, klass, mask) => {
      const views = viewsOf(hosts)
      const view = views.hosts[host]
      return guard.ask(view.name, view, podViewOf(klass), numaNodesOf(views, host, mask))
    }
  }
  const plugs: OwnPlugs = {
    passes(hosts, host, klass) {
      const view = viewsOf(hosts).hosts[host]
      return verdicts.every((filter) => filter.ask(view.name, view, podViewOf(klass)))
    },
    reserve: preference('reserve', reserve),
    resize: preference('resize', resize),
    rebalance: rebalance === undefined ? null : movePreference(name, rebalance, options, times),
  }
  const stock = spec.scores.map(({ plugin, weight }) => {
    const { now } = options
    return { plugin: now === undefined ? SCORES[plugin] : timed(SCORES[plugin], now, times), weight }
  })
  return {
    profile: weighed({ name, packs: spec.packs, own: plugs, weights: null, scores: [...stock, ...own] }),
    spec,
    times,
  }
}

function movePreference(
  name: string,
  like: NonNullable<Policy['rebalance']>,
  options: GuardOptions,
  times: PluginTime[],
): OwnPlugs['rebalance'] {
  const guard = new Guarded(`rebalance of ${name}`, like, A_SCORE, options)
  times.push(guard.time)
  return (hosts, host, classes) => {
    const view = viewsOf(hosts).hosts[host]
    return guard.ask(view.name, view, Object.freeze(classes.map(podViewOf)))
  }
}

function ownScore(
  name: string,
  score: Guarded<Parameters<NonNullable<Policy['scores']>[string]>, number>,
): ScorePlugin {
  return {
    name,
    addTo(hosts, klass, batch, weight) {
      const views = viewsOf(hosts)
      const pod = podViewOf(klass)
      for (let i = 0; i < batch.count; i++) {
        const view = views.hosts[batch.hosts[i]]
        const numaNodes = numaNodesOf(views, batch.hosts[i], batch.numaMasks[i])
        batch.scores[i] += weight * score.ask(view.name, view, pod, numaNodes)
      }
    },
  }
}

/** A stock plug-in of which each loop over hosts is timed. */
function timed(score: ScorePlugin, now: () => number, times: PluginTime[]): ScorePlugin {
  const time = { plugin: `score ${score.name}`, calls: 0, spans: 0, ms: 0 }
  times.push(time)
  return {
    name: score.name,
    addTo(hosts, klass, batch, weight) {
      const from = now()
      score.addTo(hosts, klass, batch, weight)
      time.ms += now() - from
      time.calls += batch.count
      time.spans++
    },
  }
}

/** What is known of a policy without its code. */
export function specOfPolicy({
  name,
  extends: base,
  weights = {},
  scores,
  filters,
  reserve,
  resize,
}: Policy): ProfileSpec {
  const stock = new Map<ScoreName, number>()
  const from = base === undefined ? null : profileNamed(base)
  for (const { plugin, weight } of from?.scores ?? []) stock.set(plugin.name as ScoreName, weight)
  for (const plugin of SCORE_NAMES) stock.set(plugin, weights[plugin] ?? stock.get(plugin) ?? 0)
  const own = Object.keys(scores ?? {}).map((plugin) => ({ plugin, weight: weights[plugin] ?? 1 }))
  return {
    name,
    packs: from?.packs ?? true,
    scores: SCORE_NAMES.map((plugin) => ({ plugin, weight: stock.get(plugin) ?? 0 })).filter(isOn),
    own: {
      filters: Object.keys(filters ?? {}),
      scores: own.filter(isOn),
      reserve: reserve !== undefined,
      resize: resize !== undefined,
    },
  }
}

function isOn({ weight }: { readonly weight: number }): boolean {
  return weight > 0
}
