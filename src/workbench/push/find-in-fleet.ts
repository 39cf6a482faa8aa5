import type { Selection } from '../state/url-state.ts'
import type { PushStore } from './state/push-store.ts'

/** What can be gone to by name. */
export type FoundLive = Selection | { readonly kind: 'plan'; readonly name: string }

/** Up to `limit` plans, hosts and pods whose name contains every word of the text, those that begin with it first. */
export function findLive({ live, plans }: Pick<PushStore, 'live' | 'plans'>, text: string, limit: number): FoundLive[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  if (words.length === 0) return []
  const found: FoundLive[] = []
  const take = (kind: FoundLive['kind'], names: readonly string[], most: number): void => {
    const matching = names.filter((name) => words.every((word) => name.toLowerCase().includes(word)))
    const isFirst = (name: string): boolean => name.toLowerCase().startsWith(words[0])
    const sorted = [...matching.filter(isFirst), ...matching.filter((name) => !isFirst(name))]
    found.push(...sorted.slice(0, most).map((name) => ({ kind, name })))
  }
  take('plan', plans?.map((plan) => plan.name) ?? [], 4)
  take('host', live?.snapshot.fleet.hosts.map((host) => host.name) ?? [], 6)
  take('pod', live?.snapshot.pods.map((pod) => pod.name) ?? [], limit - found.length)
  return found
}
