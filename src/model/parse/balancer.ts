import type { z } from 'zod'
import { CHECK, type LoadBalancer } from '../balancer.ts'
import * as scalars from './scalars.ts'
import { record } from './shapes.ts'

/** What a component says of the load balancer in front of it. */
export const balancerShape = record({
  drain: scalars.duration(0, '0').optional(),
  check: record({
    every: scalars.duration(10_000, '10ms').optional(),
    failures: scalars.integer(1, 100).optional(),
  }).optional(),
})

/** Without a drain players are cut off at once; checks are HAProxy's unless said. */
export function balancerOf({ drain = 0, check = {} }: z.output<typeof balancerShape>): LoadBalancer {
  return { drainUs: drain, everyUs: check.every ?? CHECK.everyUs, failures: check.failures ?? CHECK.failures }
}
