/**
 * A load balancer in front of the pods of a component in a zone (S18): players are spread over those in its rotation. A
 * pod joins when its players could find it, and leaves when it is taken out (drains) or fails its checks.
 */
export interface LoadBalancer {
  /** Before a pod is taken away by plan it gets no more players for so long; those who are left then are cut off. */
  readonly drainUs: number
  /** It asks every pod at the multiples of this, and drops one that failed so often in a row. */
  readonly everyUs: number
  readonly failures: number
}

/** What HAProxy does unless told: `inter 2s`, `fall 3` (its documentation, active health checks). */
export const CHECK = { everyUs: 2_000_000, failures: 3 }

/** When a balancer drops a pod that is lost at lostUs: at the last of the checks that it then fails. */
export function noticedUs({ everyUs, failures }: LoadBalancer, lostUs: number): number {
  return (Math.floor(lostUs / everyUs) + failures) * everyUs
}
