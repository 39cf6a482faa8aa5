import type { Addresses } from './addresses.ts'
import { networksOf } from './modes.ts'
import type { Held, Pod } from './pods.ts'
import type { Volumes } from './volumes.ts'

/** What a pod keeps from its first place to its end: a fixed address, the room of its volume. */

interface Pools {
  readonly addresses: Addresses
  readonly volumes: Volumes
}

/** Books what a holding gives the pod to keep, once; of that the holding has but what is attached. */
export function keep(pools: Pools, pod: Pod, held: Held): void {
  keepAddress(pools.addresses, pod, held)
  if (held.volume === null) return
  if (pod.volume === null) pools.volumes.keep(held.volume, -1)
  pod.volume ??= held.volume
  held.volume = pod.volume
}

function keepAddress(addresses: Addresses, pod: Pod, held: Held): void {
  const { fixedIp, network } = pod.component.request
  const [own, ...others] = held.addresses
  if (fixedIp !== true || held.network !== network || own === undefined) return
  if (own.network !== networksOf(network)[0]) return // Booked before, and put back without it.
  if (pod.kept === null && own.pool >= 0 && !addresses.isHeld(own.pool, own.offset)) {
    addresses.take(own.pool, own.offset)
    pod.kept = own
  }
  held.addresses = others
}

/** Gives back what a pod keeps. */
export function letGo({ addresses, volumes }: Pools, pod: Pod): void {
  if (pod.kept !== null) addresses.give(pod.kept.pool, pod.kept.offset)
  if (pod.volume !== null) volumes.keep(pod.volume, 1)
  pod.kept = null
  pod.volume = null
}
