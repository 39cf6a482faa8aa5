import { US_PER_DAY, US_PER_HOUR, US_PER_MINUTE, US_PER_SECOND } from '../base/units.ts'
import { dayOf } from '../model/goal-words.ts'

const WHOLE = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })

/** 12,345 */
export function formatCount(value: number): string {
  return WHOLE.format(value)
}

/** 12.3k, 4.56M: at most four characters and a letter, for axes and tight places. */
export function formatShort(value: number): string {
  const size = Math.abs(value)
  if (size >= 1e9) return `${trim(value / 1e9)}G`
  if (size >= 1e6) return `${trim(value / 1e6)}M`
  if (size >= 1e4) return `${trim(value / 1e3)}k`
  if (size >= 1e3) return WHOLE.format(value)
  return trim(value)
}

function trim(value: number): string {
  if (Math.abs(value) >= 1000) return WHOLE.format(value)
  const text = Math.abs(value) >= 100 ? value.toFixed(0) : Math.abs(value) >= 10 ? value.toFixed(1) : value.toFixed(2)
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text
}

/** Day of the run counted from 1 and the time of that day: `Day 2 07:45`. */
export function formatSimTime(timeUs: number): string {
  return `${dayOf(timeUs)} ${formatTimeOfDay(timeUs)}`
}

/** 07:45 of the simulated day. */
export function formatTimeOfDay(timeUs: number): string {
  const hours = Math.floor((timeUs % US_PER_DAY) / US_PER_HOUR)
  const minutes = Math.floor((timeUs % US_PER_HOUR) / US_PER_MINUTE)
  return `${two(hours)}:${two(minutes)}`
}

/** 07:45:12.034 of the simulated day. */
export function formatTimeExact(timeUs: number): string {
  const seconds = Math.floor((timeUs % US_PER_MINUTE) / US_PER_SECOND)
  const millis = Math.floor((timeUs % US_PER_SECOND) / 1000)
  return `${formatTimeOfDay(timeUs)}:${two(seconds)}.${String(millis).padStart(3, '0')}`
}

/** `Day 10 20:00:35.408` in what lasts more than a day, `20:00:35.408` in what does not. */
export function formatInstant(timeUs: number, endUs: number): string {
  const time = formatTimeExact(timeUs)
  return endUs > US_PER_DAY ? `${dayOf(timeUs)} ${time}` : time
}

/** 2 d 4 h, 35 min, 12 s, 0.4 s: the two largest units. */
export function formatSpan(spanUs: number): string {
  if (spanUs >= US_PER_DAY) return joined(spanUs, US_PER_DAY, 'd', US_PER_HOUR, 'h')
  if (spanUs >= US_PER_HOUR) return joined(spanUs, US_PER_HOUR, 'h', US_PER_MINUTE, 'min')
  if (spanUs >= US_PER_MINUTE) return joined(spanUs, US_PER_MINUTE, 'min', US_PER_SECOND, 's')
  return spanUs >= 10 * US_PER_SECOND
    ? `${Math.round(spanUs / US_PER_SECOND)} s`
    : `${(spanUs / US_PER_SECOND).toFixed(1)} s`
}

function joined(spanUs: number, large: number, largeUnit: string, small: number, smallUnit: string): string {
  const first = Math.floor(spanUs / large)
  const rest = Math.floor((spanUs % large) / small)
  return rest === 0 ? `${first} ${largeUnit}` : `${first} ${largeUnit} ${rest} ${smallUnit}`
}

/** Wall time: 0.84 s, 12.3 s, 2:05 min. */
export function formatWall(ms: number): string {
  if (ms < 10_000) return `${(ms / 1000).toFixed(2)} s`
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`
  return `${Math.floor(ms / 60_000)}:${two(Math.floor((ms % 60_000) / 1000))} min`
}

/** How many Cpus and which, `5 (18-20,66-67)`. list: as in Linux cpuset files; left out: it shares those of others. */
export function formatCpus(count: number, list?: string): string {
  return list === undefined ? 'none of its own' : `${count} (${list})`
}

/** MiB in the largest binary unit that stays exact to three digits: 512 MiB, 16 GiB, 1.5 TiB. */
export function formatMib(mib: number): string {
  if (Math.abs(mib) >= 1024 * 1024) return `${trim(mib / 1024 / 1024)} TiB`
  if (Math.abs(mib) >= 1024) return `${trim(mib / 1024)} GiB`
  return `${trim(mib)} MiB`
}

/** KiB/s in the largest binary unit. */
export function formatRate(kibps: number): string {
  if (Math.abs(kibps) >= 1024 * 1024) return `${trim(kibps / 1024 / 1024)} GiB/s`
  return kibps >= 1024 ? `${trim(kibps / 1024)} MiB/s` : `${trim(kibps)} KiB/s`
}

/** 37 % or 3.4 %. */
export function formatShare(share: number): string {
  const percent = share * 100
  return `${percent >= 10 || percent === 0 ? percent.toFixed(0) : percent.toFixed(1)} %`
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}
