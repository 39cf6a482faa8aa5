/** Names of the profiles, as requests and options write them; `engine/profiles.ts` says what each does. */
export const PROFILE_NAMES = ['pack', 'spread'] as const

/** Baselines of stock Kubernetes, by the topology manager's policy; `engine/kube-default` is behind them. */
export const BASELINE_NAMES = ['kube-default', 'kube-best-effort', 'kube-restricted', 'kube-single-numa-node'] as const
export type BaselineName = (typeof BASELINE_NAMES)[number]

/** The baseline of that name, or null. */
export function baselineNamed(name: string | null): BaselineName | null {
  return BASELINE_NAMES.find((known) => known === name) ?? null
}
