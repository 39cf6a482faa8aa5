import { peersInOrder } from '../../model/parse/peers.ts'
import type { PodRequest, TogetherRule } from '../../model/request.ts'

/**
 * Names under which components are declared to an engine. An engine knows one request a component; a live fleet may
 * hold pods of one component that ask for different things (a rollout in its middle). The first request seen keeps
 * the component's own name, each other one gets `NAME.2`, `NAME.3` …
 */
export class DeclaredComponents {
  readonly #names = new Map<string, Map<string, string>>()

  /** The name for a pod, and whether it has to be declared first. Sizes are the pod's own and do not count. */
  of(game: string, component: string, request: PodRequest): { readonly name: string; readonly isNew: boolean } {
    const key = `${game}/${component}`
    const known = this.#names.get(key) ?? new Map<string, string>()
    this.#names.set(key, known)
    const words = wordsOf(request)
    const name = known.get(words)
    if (name !== undefined) return { name, isNew: false }
    const fresh = known.size === 0 ? component : `${component}.${known.size + 1}`
    known.set(words, fresh)
    return { name: fresh, isNew: true }
  }
}

function wordsOf(request: PodRequest): string {
  return JSON.stringify({ ...inOrder(request), cpus: 0, cpuMilli: 0, memoryMib: 0 })
}

/** The request with its keys in the order in which `model/request.ts` and a recording write them. */
export function inOrder(request: PodRequest): PodRequest {
  const { cpus, cpuMilli, fullCores, memoryMib, diskMib, ioKibps, volumeMib, volumePool } = request
  const { network, fixedIp, gpus, nicMbps, nicKpps, numa, profile, together } = request
  const { regions, idcs, modules } = request.where
  const spread = request.spread.map(({ scope, domain, limit, weight }) => ({
    scope,
    domain,
    ...(limit === undefined ? {} : { limit }),
    ...(weight === undefined ? {} : { weight }),
  }))
  return {
    cpus,
    ...(cpuMilli === undefined ? {} : { cpuMilli }),
    ...(fullCores === undefined ? {} : { fullCores }),
    memoryMib,
    diskMib,
    ioKibps,
    ...(volumeMib === undefined ? {} : { volumeMib }),
    ...(volumePool === undefined ? {} : { volumePool }),
    network,
    ...(fixedIp === undefined ? {} : { fixedIp }),
    ...(gpus === undefined ? {} : { gpus }),
    ...(nicMbps === undefined ? {} : { nicMbps }),
    ...(nicKpps === undefined ? {} : { nicKpps }),
    numa,
    where: {
      ...(regions === undefined ? {} : { regions }),
      ...(idcs === undefined ? {} : { idcs }),
      ...(modules === undefined ? {} : { modules }),
    },
    ...(request.tolerations === undefined ? {} : { tolerations: request.tolerations }),
    spread,
    ...(together === undefined ? {} : { together: togetherInOrder(together) }),
    ...(request.peers === undefined ? {} : { peers: peersInOrder(request.peers) }),
    ...(request.batch === undefined ? {} : { batch: request.batch }),
    profile,
  }
}

function togetherInOrder({ scope, domain, weight }: TogetherRule): TogetherRule {
  return { scope, domain, ...(weight === undefined ? {} : { weight }) }
}
