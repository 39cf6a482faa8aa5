import { randomStream } from '../../src/base/random.ts'
import type { CacheModel } from '../../src/model/scenario.ts'
import { drawUs } from '../draw.ts'
import { Phase } from '../event-queue.ts'
import type { Placed } from './delivery.ts'
import type { WorldParts } from './world-parts.ts'

/** A placement of this instant, and which one of its pod it is: the name of its streams. */
interface Sent {
  readonly slot: number
  readonly generation: number
  readonly placement: string
}

/** Sends a placement on its way: sets when it will be ready, or that its bind is refused. */
export function sendOnItsWay(
  parts: WorldParts,
  atUs: number,
  placed: Pick<Placed, 'slot' | 'generation' | 'host' | 'pod'>,
): void {
  const { pods, tally, queue, seed, delays, cache, delivery } = parts
  const { slot, generation } = placed
  const [placements, askedAtUs] = [pods.placements[slot], pods.askedAtUs[slot]]
  tally.notePlaced(atUs - askedAtUs)
  const sent = { slot, generation, placement: `${placed.pod.name}#${placements}` }
  if (delivery !== null) {
    const boundUs = delivery.begin(atUs, { ...placed, placements, askedAtUs })
    if (cache === null || !isRefused(parts, cache, boundUs, sent)) delivery.bind(slot, generation, boundUs)
    return
  }
  const stream = randomStream(seed, `start/${sent.placement}`)
  const bindUs = drawUs(stream, delays.bindUs)
  const delayUs = bindUs + drawUs(stream, delays.startUs)
  if (cache !== null && isRefused(parts, cache, atUs + bindUs, sent)) return
  queue.push(atUs + Math.max(1, delayUs), Phase.podReady, slot, generation)
}

/** Sets when the cache shows a placement that is bound at boundUs; true when the cluster refuses the bind instead. */
function isRefused({ queue, seed }: WorldParts, cache: CacheModel, boundUs: number, sent: Sent): boolean {
  const { slot, generation, placement } = sent
  const stream = randomStream(seed, `cache/${placement}`)
  const happens = (permille: number): boolean => stream.uint32() % 1000 < permille
  if (happens(cache.bindFailedPermille)) {
    queue.push(boundUs + 1, Phase.bindFailed, slot, generation)
    return true
  }
  const seenUs = boundUs + 1 + (happens(cache.lostPermille) ? cache.relistUs : drawUs(stream, cache.lagUs))
  queue.push(seenUs, Phase.podConfirm, slot, generation)
  if (happens(cache.repeatedPermille)) {
    queue.push(seenUs + drawUs(stream, cache.lagUs), Phase.podConfirm, slot, generation)
  }
  return false
}
