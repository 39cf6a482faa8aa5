/** Names of the profiles, as requests and options write them; `engine/profiles.ts` says what each does. */
export const PROFILE_NAMES = ['pack', 'spread'] as const

/** Baselines of stock Kubernetes, by the topology manager's policy; `engine/kube-default` is behind them. */
export const BASELINE_NAMES = ['kube-default', 'kube-best-effort', 'kube-restricted', 'kube-single-numa-node'] as const
