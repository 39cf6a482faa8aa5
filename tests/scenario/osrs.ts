import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'

const FILE = join(import.meta.dirname, '../../../shared/data/games/osrs_2020-11_2021-01_5min.csv.gz')

/** Why the recording cannot be read here; null where it can. */
export const HINDRANCE = existsSync(FILE) ? null : 'no ../shared/data/games/osrs_2020-11_2021-01_5min.csv.gz'

/** Minutes from a restart's lowest reading at which players are compared. */
export const OFFSETS: readonly number[] = Array.from({ length: 30 }, (_, i) => -25 + 5 * i)

/** One restart of all worlds: players as recorded and as they would have been, at OFFSETS. */
export interface Restart {
  /** UTC-8, of the lowest reading. */
  readonly day: string
  readonly recorded: readonly number[]
  readonly undisturbed: readonly number[]
}

const DAY_MIN = 1440
/** Where the undisturbed players are taken from those recorded. */
const ANCHOR_MIN = -30
/** A day whose own restart lies this near says nothing of an undisturbed one. */
const CLEAR_MIN = 200

/**
 * The restarts of a recording. Players as they would have been: those half an hour before the lowest reading, moved as
 * they moved at that hour on the days before and after and a week before and after, where no restart is near.
 */
export function restarts(): Restart[] {
  const rows = gunzipSync(readFileSync(FILE)).toString('utf8').trim().split('\n').slice(1)
  const minutes: number[] = []
  const players: number[] = []
  for (const row of rows) {
    const [time, count] = row.split(',')
    minutes.push(Date.parse(`${time.replace(' ', 'T')}Z`) / 60_000)
    players.push(Number(count))
  }
  const at = reader(minutes, players)
  const low: number[] = []
  for (let i = 6; i < minutes.length - 40; i++) {
    const isLowest = players[i] < players[i - 2] * 0.62 && players[i] <= players[i - 1] && players[i] < players[i + 1]
    if (isLowest && minutes[i + 36] - minutes[i - 6] < 230) low.push(minutes[i])
  }
  return low.map((minute) => {
    const days = [-7, -1, 1, 7].map((day) => minute + day * DAY_MIN)
    const clear = days.filter((day) => !low.some((other) => Math.abs(other - day) < CLEAR_MIN))
    const moved = (offset: number): number => {
      const ratios = clear.map((day) => at(day + offset) / at(day + ANCHOR_MIN)).filter((ratio) => ratio > 0)
      return ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length
    }
    const before = at(minute + ANCHOR_MIN)
    return {
      day: new Date(minute * 60_000).toISOString().slice(0, 10),
      recorded: OFFSETS.map((offset) => at(minute + offset)),
      undisturbed: OFFSETS.map((offset) => before * moved(offset)),
    }
  })
}

/** Players at a minute, linear between readings; NaN outside and in gaps. */
function reader(minutes: readonly number[], players: readonly number[]): (minute: number) => number {
  return (minute) => {
    let [low, high] = [0, minutes.length - 1]
    if (minute < minutes[low] || minute > minutes[high]) return Number.NaN
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if (minutes[middle] <= minute) low = middle
      else high = middle
    }
    const gap = minutes[high] - minutes[low]
    if (gap > 12) return Number.NaN
    return players[low] + ((players[high] - players[low]) * (minute - minutes[low])) / gap
  }
}
