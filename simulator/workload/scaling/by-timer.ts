import { US_PER_DAY } from '../../../src/base/units.ts'
import type { VerticalScaling } from '../../../src/model/scenario.ts'
import type { SizeWish } from './size-for.ts'

/** By a timer: the Cpus of the last one of the day that went off, whatever the load. */
export function byTimer({ nowUs, held, mayShrink, scaling }: SizeWish): number {
  const cpus = cpusOfDay(scaling.timers ?? [], nowUs)
  return cpus < held && !mayShrink ? held : cpus
}

/** timers: by time of day, at least one. Before the first of a day the last of the day before holds. */
function cpusOfDay(timers: NonNullable<VerticalScaling['timers']>, nowUs: number): number {
  const timeOfDayUs = nowUs - Math.floor(nowUs / US_PER_DAY) * US_PER_DAY
  let cpus = timers[timers.length - 1].cpus
  for (const timer of timers) if (timer.atUs <= timeOfDayUs) cpus = timer.cpus
  return cpus
}
