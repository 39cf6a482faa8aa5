import { parseDocument } from 'yaml'
import { failed, ok, type Result } from '../../base/result.ts'
import { sumOf } from '../../base/sum.ts'
import { US_PER_SECOND } from '../../base/units.ts'
import { parseGameTemplate } from '../parse/game.ts'
import type { Matrix } from './prometheus.ts'
import { formatTimestamp } from './timestamps.ts'

/** What was read over one stretch of time; of Cpu and memory a series a pod. */
export interface LoadReadings {
  readonly players: Matrix
  /** Cpus in use. */
  readonly cpu: Matrix
  /** Bytes in use; null: memory stays as the template has it. */
  readonly memory: Matrix | null
}

/** A component's load as a template writes it, and how well it tells what was read. */
export interface FittedLoad {
  readonly cpuBase: string
  readonly cpuMilliPerPlayer: number
  readonly memoryBase?: string
  readonly memoryKibPerPlayer?: number
  readonly noisePermille: number
}

export interface LoadFit {
  readonly load: FittedLoad
  /** Instants at which players and pods were read, and the range of both. */
  readonly instants: number
  readonly from: string
  readonly to: string
  readonly players: readonly [least: number, most: number]
  readonly pods: readonly [least: number, most: number]
  /** Of the variance of what all pods use together, the percent that the load as it is written explains. */
  readonly cpuExplained: number
  readonly memoryExplained: number | null
  /** Values that are no numbers (NaN, infinities, blanks): taken for ones that were not read. */
  readonly notNumbers: number
}

/** Of each series the values that are numbers, by time. */
type Numbers = readonly (readonly (readonly [seconds: number, value: number])[])[]

/** Fewer instants than this fit any line. */
const INSTANTS_MIN = 8
const NOISE_MAX = 900
const BYTES_PER_MIB = 1024 * 1024
/** Digits that a load a player is written with: the next is below what readings tell. */
const DIGITS = 4
/** Smaller parts would be written by an exponent. */
const PARTS_MAX = 1e6

/**
 * Fits a component's load by least squares: what its pods use together is so much a pod and so much a player, neither
 * below 0. Noise is what the pods' means spread around the mean of all at the same instants: the even spread of equal
 * variance, as the simulator draws it. What a pod uses is written in whole milli-Cpus and MiB, a player's part to four
 * digits that count: a thousandth of a milli-Cpu is much where a pod has ten thousand players.
 */
export function fitLoad(read: LoadReadings): Result<LoadFit> {
  const [players, cpu, memory] = [numbersOf(read.players), numbersOf(read.cpu), numbersOf(read.memory ?? [])]
  const at = sumsOf(players)
  const cpus = fitOf(at, cpu)
  const mib = read.memory === null ? null : fitOf(at, memory)
  for (const [path, fit] of [['--cpu', cpus] as const, ['--memory', mib] as const]) {
    if (fit === null || fit.rows.length >= INSTANTS_MIN) continue
    const expected = `at least ${INSTANTS_MIN}: ask for the same range and step`
    return failed([{ path, found: `${fit.rows.length} instants at which players were read too`, expected }])
  }
  const counts = cpus.rows.map((row) => row.players)
  if (Math.min(...counts) === Math.max(...counts)) {
    const expected = 'players that come and go, so that their part of the load shows'
    return failed([{ path: '--players', found: `${counts[0]} players at every instant`, expected }])
  }
  const [baseMilli, milliEach] = [Math.round(1000 * cpus.perPod), written(1000 * cpus.perPlayer)]
  const [baseMib, kibEach] = [
    Math.max(1, Math.round((mib?.perPod ?? 0) / BYTES_PER_MIB)),
    written((mib?.perPlayer ?? 0) / 1024),
  ]
  const times = cpus.rows.map(({ seconds }) => seconds * US_PER_SECOND)
  const pods = cpus.rows.map((row) => row.pods)
  return ok({
    load: {
      cpuBase: `${baseMilli}m`,
      cpuMilliPerPlayer: milliEach,
      ...(mib === null ? {} : { memoryBase: `${baseMib}Mi`, memoryKibPerPlayer: kibEach }),
      noisePermille: Math.min(NOISE_MAX, Math.round(1000 * Math.sqrt(3) * spreadOf(cpu))),
    },
    instants: cpus.rows.length,
    from: formatTimestamp(Math.min(...times)),
    to: formatTimestamp(Math.max(...times)),
    players: [Math.min(...counts), Math.max(...counts)],
    pods: [Math.min(...pods), Math.max(...pods)],
    cpuExplained: explainedBy(cpus.rows, baseMilli / 1000, milliEach / 1000),
    memoryExplained: mib === null ? null : explainedBy(mib.rows, baseMib * BYTES_PER_MIB, kibEach * 1024),
    notNumbers: countOf(read.players, read.cpu, read.memory ?? []) - countOf(players, cpu, memory),
  })
}

/** A template's text with a component's load put in; what the fit does not say stays. */
export function withLoad(template: string, component: string, load: FittedLoad): Result<string> {
  const before = parseGameTemplate(template)
  if (!before.ok) return before
  const names = before.value.components.map(({ name }) => name)
  if (!names.includes(component))
    return failed([{ path: '--component', found: component, expected: `one of ${names.join(', ')}` }])
  const document = parseDocument(template)
  // As it is written: what is parsed is in order of names.
  const written = document.toJS() as { readonly spec: { readonly components: readonly { readonly name: string }[] } }
  const index = written.spec.components.findIndex(({ name }) => name === component)
  for (const [key, value] of Object.entries(load)) document.setIn(['spec', 'components', index, 'load', key], value)
  const text = document.toString({ lineWidth: 120 })
  const after = parseGameTemplate(text)
  return after.ok ? ok(text) : after
}

interface Row {
  readonly seconds: number
  readonly players: number
  readonly pods: number
  readonly used: number
}

interface LineFit {
  readonly rows: readonly Row[]
  readonly perPod: number
  readonly perPlayer: number
}

function fitOf(players: ReadonlyMap<number, number>, used: Numbers): LineFit {
  const sums = sumsOf(used)
  const pods = countsOf(used)
  const rows = [...sums].flatMap(([seconds, amount]): Row[] => {
    const count = players.get(seconds)
    return count === undefined ? [] : [{ seconds, players: count, pods: pods.get(seconds) ?? 0, used: amount }]
  })
  const sum = (of: (row: Row) => number): number => rows.reduce((total, row) => total + of(row), 0)
  const [nn, np, pp] = [sum((r) => r.pods * r.pods), sum((r) => r.pods * r.players), sum((r) => r.players * r.players)]
  const [nu, pu] = [sum((r) => r.pods * r.used), sum((r) => r.players * r.used)]
  const determinant = nn * pp - np * np
  let [perPod, perPlayer] =
    determinant > 1e-9 * nn * pp ? [(nu * pp - pu * np) / determinant, (pu * nn - nu * np) / determinant] : [-1, 0]
  if (perPod < 0) [perPod, perPlayer] = [0, pp === 0 ? 0 : pu / pp]
  else if (perPlayer < 0) [perPod, perPlayer] = [nn === 0 ? 0 : nu / nn, 0]
  return { rows, perPod, perPlayer }
}

/** Of the variance of what was used the percent that so much a pod and so much a player explain. */
function explainedBy(rows: readonly Row[], perPod: number, perPlayer: number): number {
  const mean = sumOf(rows.map((r) => r.used)) / Math.max(1, rows.length)
  const all = sumOf(rows.map((r) => square(r.used - mean)))
  const left = sumOf(rows.map((r) => square(r.used - perPod * r.pods - perPlayer * r.players)))
  return all === 0 ? 100 : Math.max(0, Math.round(100 - (100 * left) / all))
}

/** A load a player to DIGITS digits that count, or to a millionth. */
function written(amount: number): number {
  let [parts, least] = [1, 1]
  for (let digit = 1; digit < DIGITS; digit++) least *= 10
  while (amount * parts < least && parts < PARTS_MAX) parts *= 10
  return Math.round(amount * parts) / parts
}

/** Standard deviation of the pods' means, each as a share of the mean of all pods at the same instants. */
function spreadOf(used: Numbers): number {
  const sums = sumsOf(used)
  const counts = countsOf(used)
  const shares = used.flatMap((series) => {
    const own = series.flatMap(([seconds, value]) => {
      const mean = (sums.get(seconds) ?? 0) / (counts.get(seconds) ?? 1)
      return mean > 0 ? [value / mean] : []
    })
    return own.length === 0 ? [] : [own.reduce((total, share) => total + share, 0) / own.length]
  })
  if (shares.length < 2) return 0
  const mean = shares.reduce((total, share) => total + share, 0) / shares.length
  return Math.sqrt(shares.reduce((total, share) => total + square(share - mean), 0) / (shares.length - 1))
}

function square(value: number): number {
  return value * value
}

function numbersOf(matrix: Matrix): Numbers {
  return matrix.map((series) =>
    series.flatMap(([seconds, text]): [number, number][] => {
      const value = text.trim() === '' ? Number.NaN : Number(text)
      return Number.isFinite(value) ? [[seconds, value]] : []
    }),
  )
}

function countOf(...matrices: readonly (readonly (readonly unknown[])[])[]): number {
  return sumOf(matrices.flat().map(({ length }) => length))
}

/** How many series have a value, by time. */
function countsOf(numbers: Numbers): ReadonlyMap<number, number> {
  return sumsOf(numbers.map((series) => series.map(([seconds]): [number, number] => [seconds, 1])))
}

/** The sum over all series by time. */
function sumsOf(numbers: Numbers): ReadonlyMap<number, number> {
  const sums = new Map<number, number>()
  for (const series of numbers) {
    for (const [seconds, value] of series) sums.set(seconds, (sums.get(seconds) ?? 0) + value)
  }
  return sums
}
