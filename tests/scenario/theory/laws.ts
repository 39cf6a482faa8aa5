/** Laws of queues; sources: L. Kleinrock, Queueing Systems, volumes 1 and 2, unless said otherwise. */

/**
 * Erlang B: share of Poisson arrivals that find all of c servers taken where nobody waits. offered: arrivals in one
 * mean time of service. It holds for any law of the times of service.
 */
export function erlangB(c: number, offered: number): number {
  let blocked = 1
  for (let servers = 1; servers <= c; servers++) blocked = (offered * blocked) / (servers + offered * blocked)
  return blocked
}

/** Erlang C: share of Poisson arrivals that have to wait for one of c servers of exponential service; offered < c. */
export function erlangC(c: number, offered: number): number {
  const blocked = erlangB(c, offered)
  return (c * blocked) / (c - offered * (1 - blocked))
}

/** Mean wait in an M/M/c queue, of all arrivals, in mean times of service. */
export function waitMmc(c: number, offered: number): number {
  return erlangC(c, offered) / (c - offered)
}

/** Pollaczek and Khinchine: mean wait in an M/G/1 queue, in the unit of the times. load < 1. */
export function waitMg1(load: number, mean: number, meanOfSquares: number): number {
  return (load * meanOfSquares) / (2 * mean * (1 - load))
}

/** Mean stay of a job of that size where one server is shared equally by all that are there (M/G/1-PS). */
export function stayShared(load: number, size: number): number {
  return size / (1 - load)
}
