import { cpusFor, type SizeWish } from './size-for.ts'

/** By the Cpu load that the pod itself shows. */
export function byReading(wish: SizeWish): number {
  return cpusFor(wish, wish.loadMilli)
}
