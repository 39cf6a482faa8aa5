import { cpuMilliOf } from '../load.ts'
import { cpusFor, type SizeWish } from './size-for.ts'

/**
 * By business load: what the load model makes of the players who would play, also while a patch keeps them away. Knows
 * neither logins nor by how much this pod differs from others; so it neither follows a wave nor lets a lull shrink it.
 */
export function byPlayers(wish: SizeWish): number {
  return cpusFor(wish, cpuMilliOf(wish.component.load, wish.expected))
}
