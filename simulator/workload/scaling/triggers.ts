import type { ScalingTrigger } from '../../../src/model/scaling.ts'
import { byCalendar } from './by-calendar.ts'
import { byPlayers } from './by-players.ts'
import { byReading } from './by-reading.ts'
import { byTimer } from './by-timer.ts'
import type { SizeWish } from './size-for.ts'

/** Cpus each trigger wants: `held` for no change, fewer only where the pod may shrink. */
const TRIGGERS: Readonly<Record<ScalingTrigger, (wish: SizeWish) => number>> = {
  reading: byReading,
  players: byPlayers,
  calendar: byCalendar,
  timer: byTimer,
}

/** Cpus a pod should hold (S11): the most that one of its triggers wants, so it shrinks when all agree. */
export function cpusWished(wish: SizeWish): number {
  const { by = ['reading'] } = wish.scaling
  let most = 0
  for (const trigger of by) most = Math.max(most, TRIGGERS[trigger](wish))
  return most
}
