import type { z } from 'zod'
import { US_PER_DAY } from '../../base/units.ts'
import { type HorizontalScaling, SCALING_TRIGGERS, TIER_TRIGGERS } from '../scaling.ts'
import type { VerticalScaling } from '../scenario.ts'
import type { FaultList } from './faults.ts'
import * as scalars from './scalars.ts'
import { list, record } from './shapes.ts'

const PODS_MAX = 100_000
const permille = scalars.integer(0, 10_000)

/** `vertical` of a component. */
export const verticalShape = record({
  by: list(scalars.word(SCALING_TRIGGERS), 1, SCALING_TRIGGERS.length).optional(),
  cpusMin: scalars.requestCpus,
  cpusMax: scalars.requestCpus,
  targetPermille: scalars.integer(1, 1000),
  growAbovePermille: scalars.integer(1, 1000),
  shrinkBelowPermille: scalars.integer(0, 999),
  cooldown: scalars.duration(0, '0'),
  buffer: record({ cpus: scalars.integer(0, 1_000).optional(), permille: permille.optional() }).optional(),
  lead: scalars.duration(1, '1us').optional(),
  timers: list(record({ at: scalars.duration(0, '0'), cpus: scalars.requestCpus }), 1, 100).optional(),
})

/** `horizontal` of a component. */
export const horizontalShape = record({
  by: list(scalars.word(TIER_TRIGGERS), 1, TIER_TRIGGERS.length),
  podsMax: scalars.integer(1, PODS_MAX),
  targetPermille: scalars.integer(1, 1000).optional(),
  buffer: record({ pods: scalars.integer(0, PODS_MAX).optional(), permille: permille.optional() }).optional(),
  cooldown: scalars.duration(0, '0'),
})

type VerticalSpec = z.output<typeof verticalShape>
type HorizontalSpec = z.output<typeof horizontalShape>

/** Load over what each pod asks for where a tier does not go by it. */
const TARGET_PERMILLE = 700

export function verticalOf(spec: VerticalSpec): VerticalScaling {
  const { by, buffer, lead, timers } = spec
  return {
    cpusMin: spec.cpusMin,
    cpusMax: spec.cpusMax,
    targetPermille: spec.targetPermille,
    growAbovePermille: spec.growAbovePermille,
    shrinkBelowPermille: spec.shrinkBelowPermille,
    cooldownUs: spec.cooldown,
    ...(by === undefined ? {} : { by }),
    ...(buffer === undefined ? {} : { buffer: { cpus: buffer.cpus ?? 0, permille: buffer.permille ?? 0 } }),
    ...(lead === undefined ? {} : { leadUs: lead }),
    ...(timers === undefined
      ? {}
      : { timers: timers.map(({ at, cpus }) => ({ atUs: at, cpus })).sort((a, b) => a.atUs - b.atUs) }),
  }
}

export function horizontalOf({ by, podsMax, targetPermille, buffer, cooldown }: HorizontalSpec): HorizontalScaling {
  return {
    podsMax,
    by,
    targetPermille: targetPermille ?? TARGET_PERMILLE,
    ...(buffer === undefined ? {} : { buffer: { pods: buffer.pods ?? 0, permille: buffer.permille ?? 0 } }),
    cooldownUs: cooldown,
  }
}

/** Notes bounds that contradict each other, and triggers without what they go by. cpus: those asked for. */
export function checkVertical(spec: VerticalSpec, cpus: number, path: string, faults: FaultList): void {
  const { cpusMin, cpusMax, targetPermille, growAbovePermille, shrinkBelowPermille, by = ['reading'] } = spec
  const range = `from vertical.cpusMin ${cpusMin} to vertical.cpusMax ${cpusMax}`
  if (cpus < cpusMin || cpus > cpusMax) faults.add(`${path}.request.cpus`, String(cpus), range)
  if (growAbovePermille <= targetPermille) {
    const expected = `above targetPermille ${targetPermille}`
    faults.add(`${path}.vertical.growAbovePermille`, String(growAbovePermille), expected)
  }
  if (shrinkBelowPermille >= targetPermille) {
    const expected = `below targetPermille ${targetPermille}`
    faults.add(`${path}.vertical.shrinkBelowPermille`, String(shrinkBelowPermille), expected)
  }
  checkNeeds(by.includes('timer'), spec.timers, 'timers', 'timer', `${path}.vertical`, faults)
  checkNeeds(by.includes('calendar'), spec.lead, 'lead', 'calendar', `${path}.vertical`, faults)
  for (const [i, timer] of (spec.timers ?? []).entries()) {
    const at = `${path}.vertical.timers[${i}]`
    if (timer.at >= US_PER_DAY) faults.add(`${at}.at`, 'a time beyond a day', 'a time of day below 24h')
    if (timer.cpus < cpusMin || timer.cpus > cpusMax) faults.add(`${at}.cpus`, String(timer.cpus), range)
  }
}

function checkNeeds(
  isUsed: boolean,
  value: unknown,
  key: string,
  trigger: string,
  path: string,
  faults: FaultList,
): void {
  if (isUsed && value === undefined) faults.add(`${path}.${key}`, 'nothing', `${key}, as by has ${trigger}`)
  if (!isUsed && value !== undefined) faults.add(`${path}.${key}`, `${key} that nothing goes by`, `${trigger} in by`)
}

/** What a component asks for, as far as scaling out goes. */
interface Scaled {
  readonly pods: { readonly min: number; readonly playersPerPod?: number | undefined }
  readonly request: { readonly disk?: number | undefined; readonly volume?: unknown; readonly fixedIp?: unknown }
}

/** Notes a tier that keeps state, bounds that contradict each other, and triggers without what they go by. */
export function checkHorizontal(
  { by, podsMax, targetPermille }: HorizontalSpec,
  { pods, request }: Scaled,
  path: string,
  faults: FaultList,
): void {
  const own = `${path}.horizontal`
  const { disk = 0, volume, fixedIp } = request
  if (disk > 0 || volume !== undefined || fixedIp === true)
    faults.add(
      own,
      'a component with a disk, a volume or a fixedIp',
      'one without: pods that keep state do not scale out',
    )
  if (podsMax < Math.max(1, pods.min)) faults.add(`${own}.podsMax`, String(podsMax), `at least pods.min ${pods.min}`)
  checkNeeds(by.includes('reading'), targetPermille, 'targetPermille', 'reading', own, faults)
  const perPod = pods.playersPerPod
  if (by.includes('players') && perPod === undefined)
    faults.add(`${path}.pods.playersPerPod`, 'nothing', 'players of a pod, as horizontal.by has players')
  if (!by.includes('players') && perPod !== undefined)
    faults.add(`${path}.pods.playersPerPod`, String(perPod), 'nothing, or players in horizontal.by')
}
