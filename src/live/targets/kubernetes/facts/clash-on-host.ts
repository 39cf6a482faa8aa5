import type { Host } from '../../../../model/fleet.ts'
import type { KubePod } from '../objects.ts'
import { isFinished, objectNameOf } from '../objects.ts'
import { hostClashes } from './clashes.ts'
import { shareOut } from './foreign.ts'
import type { Holder } from './held.ts'
import type { PodFacts } from './pod-facts.ts'
import { podFactsOf } from './pod-facts.ts'

/** Facts of pods read before: an object never changes, a changed pod is another object. */
const factsByPod = new WeakMap<KubePod, PodFacts>()

function factsOf(pod: KubePod): PodFacts {
  const known = factsByPod.get(pod)
  if (known !== undefined) return known
  const facts = podFactsOf(pod)
  factsByPod.set(pod, facts)
  return facts
}

/**
 * One sentence on what is in the way of a pod on its host, or null: something it holds that another holds too, or
 * pods of others that do not fit beside those of Berth any more.
 *
 * pods       all pods on the host, finished ones are passed over
 * elsewhere  pods anywhere with the same address
 */
export function clashOnHost(
  host: Host,
  pods: readonly KubePod[],
  mine: KubePod,
  elsewhere: readonly KubePod[],
): string | null {
  const holders: Holder[] = []
  const foreign: KubePod[] = []
  let name = objectNameOf(mine)
  for (const pod of pods) {
    const facts = factsOf(pod)
    if (facts.kind === 'foreign') foreign.push(pod)
    if (facts.kind !== 'ours' || facts.pod.holding === null) continue
    holders.push({ name: facts.pod.name, holding: facts.pod.holding })
    if (pod === mine) name = facts.pod.name
  }
  const own = hostClashes(host, holders).find((clash) => clash.pods.includes(name))
  if (own !== undefined) return own.detail
  const other = elsewhere.find((pod) => pod.metadata.uid !== mine.metadata.uid && !isFinished(pod))
  if (other !== undefined) return `${objectNameOf(other)} has the address of ${name}`
  return shareOut(host, foreign, holders).clashes[0]?.detail ?? null
}
