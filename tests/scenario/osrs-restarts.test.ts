import { describe, expect, it } from 'vitest'
import { startSimulation } from '../../simulator/simulate.ts'
import { awayShare } from '../../simulator/workload/reconnect.ts'
import { PATCH_OVER_US, type Patch, RECONNECT } from '../../src/model/calendar.ts'
import { component, curve, fleet, game, scenario } from '../unit/simulator/make.ts'
import { HINDRANCE, OFFSETS, type Restart, restarts } from './osrs.ts'

const MINUTE_US = 60_000_000
const WORLDS = 40

/** Offsets at which the first world may have restarted: the readings, five minutes apart, do not say. */
const BEGINS = Array.from({ length: 51 }, (_, i) => -20 + i / 2)

const bundled: Patch = {
  name: 'restart',
  atUs: 0,
  everyUs: null,
  overUs: PATCH_OVER_US,
  restartUs: { fromUs: 1, toUs: 1 },
  closedUs: 0,
  reconnect: RECONNECT,
}

/** Share of all players away, a time after the first of WORLDS restarts. */
function away(patch: Patch, sinceUs: number): number {
  let sum = 0
  for (let world = 0; world < WORLDS; world++) sum += awayShare(patch, sinceUs - (patch.overUs * world) / WORLDS)
  return sum / WORLDS
}

/** Squares of what is left of a recorded restart, as shares of the undisturbed players, from where it fits best. */
function fitted(patch: Patch, { recorded, undisturbed }: Restart): { begin: number; squares: number } {
  let best = { begin: 0, squares: Infinity }
  for (const begin of BEGINS) {
    let squares = 0
    for (const [i, offset] of OFFSETS.entries()) {
      const left = 1 - recorded[i] / undisturbed[i] - away(patch, (offset - begin) * MINUTE_US)
      squares += left * left
    }
    if (squares < best.squares) best = { begin, squares }
  }
  return best
}

function rootMeanSquare(patch: Patch, list: readonly Restart[]): number {
  const squares = list.reduce((sum, restart) => sum + fitted(patch, restart).squares, 0)
  return Math.sqrt(squares / (list.length * OFFSETS.length))
}

/** The restart played: worlds are zones, and they would have the undisturbed players. Shares of those, at OFFSETS. */
function replayed({ undisturbed }: Restart, begin: number): number[] {
  const most = Math.max(...undisturbed)
  const samples = undisturbed.map((players) => players / most)
  const stepUs = 5 * MINUTE_US
  const beginUs = (begin - OFFSETS[0]) * MINUTE_US
  // The announcement may lie before the first reading: all is moved, and the curve begins with its first value.
  const aheadUs = 30 * MINUTE_US
  const lead = Array.from({ length: aheadUs / stepUs }, () => samples[0])
  const played = scenario({
    durationUs: aheadUs + (OFFSETS.length - 1) * stepUs,
    scalingIntervalUs: stepUs,
    sampleIntervalUs: stepUs,
    fleet: fleet(4),
    games: [
      game({
        peakPlayers: Math.round(most),
        zonePlayers: Math.round(most / WORLDS),
        curve: { ...curve([...lead, ...samples], 'hold', stepUs), name: 'undisturbed', source: 'recorded' },
        components: [component({ cpus: 1, memoryMib: 512 })],
        calendar: { events: [], seasons: [], patches: [{ ...bundled, atUs: aheadUs + beginUs }] },
      }),
    ],
  })
  const simulation = startSimulation(played, { seed: 1, profile: null })
  while (!simulation.done) simulation.advance(10_000)
  expect(Math.max(...simulation.series.column('zonesOpen'))).toBeGreaterThan(30)
  return [...simulation.series.column('players').subarray(lead.length)]
}

describe.skipIf(HINDRANCE !== null)(`restarts of Old School RuneScape ${HINDRANCE ?? ''}`, () => {
  const all = HINDRANCE === null ? restarts() : []
  const of = (...days: string[]): Restart[] => all.filter(({ day }) => days.includes(day))
  const fittedTo = of('2020-11-05', '2020-11-11', '2020-11-18', '2020-11-25')

  it('are nine', () => expect(all.map(({ day }) => day)).toHaveLength(9))

  // Root mean square and largest of what is left over 150 minutes, in thousandths of the undisturbed players.
  it.each([
    // day, rms, largest
    ['2020-11-05', 32, 73], // fitted to this and the next three
    ['2020-11-11', 14, 30],
    ['2020-11-18', 26, 50],
    ['2020-11-25', 29, 57],
    ['2020-12-02', 37, 56], // ordinary ones that it was not fitted to
    ['2020-12-10', 35, 76],
    ['2020-12-17', 51, 180], // all worlds at once: the formula restarts them over nine minutes
    ['2020-12-13', 68, 171], // unscheduled, only half the players left
    ['2020-12-09', 166, 250], // a second restart within the hour: outside of what one wave can say
  ])('replaying that of %s comes within %i thousandths of the recorded curve, %i at most', (day, rms, largest) => {
    const [restart] = of(day)
    const players = replayed(restart, fitted(bundled, restart).begin)
    const left = players.map((each, i) => (1000 * Math.abs(each - restart.recorded[i])) / restart.undisturbed[i])
    const root = Math.sqrt(left.reduce((sum, each) => sum + each * each, 0) / left.length)
    expect([root, Math.max(...left)].map(Math.round)).toSatisfy(
      ([r, l]: number[]) => r <= rms && l <= largest,
      `rms ${root.toFixed(1)}, largest ${Math.max(...left).toFixed(1)}`,
    )
  })

  it('are what the bundled parameters are fitted to: a search by coordinates finds little better', () => {
    const steps = { overUs: 2, noticeUs: 4, promptUs: 2, restUs: 15, earlyPermille: 30, promptPermille: 100 }
    type Key = keyof typeof steps
    const moved = (patch: Patch, key: Key, by: number): Patch => {
      if (key === 'overUs') return { ...patch, overUs: Math.max(0, patch.overUs + by * MINUTE_US) }
      const unit = key.endsWith('Us') ? MINUTE_US : 1
      return { ...patch, reconnect: { ...patch.reconnect, [key]: Math.max(unit, patch.reconnect[key] + by * unit) } }
    }
    let best = bundled
    let least = rootMeanSquare(best, fittedTo)
    const atBundled = least
    for (const finer of [1, 0.5, 0.25]) {
      for (let improved = true; improved; ) {
        improved = false
        for (const key of Object.keys(steps) as Key[]) {
          for (const by of [-finer * steps[key], finer * steps[key]]) {
            const tried = moved(best, key, by)
            const left = rootMeanSquare(tried, fittedTo)
            if (left >= least - 1e-5) continue
            best = tried
            least = left
            improved = true
          }
        }
      }
    }
    const found = JSON.stringify({ overUs: best.overUs, ...best.reconnect, atBundled, least })
    expect(atBundled, found).toBeLessThan(0.0235)
    expect(atBundled - least, found).toBeLessThan(0.002)
  }, 60_000)
})
