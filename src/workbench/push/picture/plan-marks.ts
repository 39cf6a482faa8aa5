import { HOST_MARK, MARK, type MapMarks } from '../../../chart/fleet-marks.ts'
import type { MapFrame } from '../../../chart/fleet-picture.ts'
import { FREE } from '../../../model/fleet-columns.ts'
import type { Plan } from '../../../model/plan.ts'
import { cellsOf } from './cells.ts'
import type { LiveFleet } from './live-fleet.ts'
import type { MapShow } from './map-show.ts'

/** Marks while they are made. */
export interface MarksInHand extends MapMarks {
  readonly notes: string[]
  readonly moves: { from: number; to: number }[]
}

/** Marks of cordoned hosts alone. */
export function cordonMarks({ tables, snapshot }: LiveFleet): MarksInHand {
  const hostCount = snapshot.fleet.hosts.length
  return {
    cpus: new Uint8Array(tables.cpuStart[hostCount]),
    vfs: new Uint8Array(tables.vfStart[hostCount]),
    hosts: Uint8Array.from(snapshot.hosts, (host) => (host.cordoned ? HOST_MARK.cordoned : 0)),
    notes: new Array<string>(hostCount).fill(''),
    moves: [],
  }
}

interface MarkInputs {
  readonly plan: Plan
  readonly show: MapShow
  readonly step: number | null
  /** Owner of the cells that a pod of the plan leaves. */
  leftBy(pod: string): number
}

/** Marks what the plan changes; cells that are freed and not taken again go to what the pod leaves behind. */
export function markPlan(live: LiveFleet, inputs: MarkInputs, frame: MapFrame, marks: MarksInHand): void {
  const { plan, show } = inputs
  const gained = new Int32Array(marks.hosts.length)
  const freed = new Int32Array(marks.hosts.length)
  for (const step of plan.spec.steps) {
    const before = step.before === null ? null : cellsOf(live, step.before)
    const after = step.after === null ? null : cellsOf(live, step.after)
    const isMove = before !== null && after !== null && before.host !== after.host
    for (const cells of [before, after]) if (cells !== null) marks.hosts[cells.host] |= HOST_MARK.touched
    if (isMove && step.number === inputs.step) marks.moves.push({ from: before.host, to: after.host })
    const had = new Set(before?.cpus)
    const has = new Set(after?.cpus)
    const left = inputs.leftBy(step.pod)
    for (const cell of had) {
      if (has.has(cell)) continue
      freed[before?.host ?? 0]++
      if (show === 'change' && frame.cpuOwner[cell] === FREE) frame.cpuOwner[cell] = left
      if (show === 'before' || (show === 'change' && frame.cpuOwner[cell] === left)) {
        marks.cpus[cell] = isMove ? MARK.movedOut : MARK.freed
      }
    }
    for (const cell of has) {
      if (had.has(cell)) continue
      gained[after?.host ?? 0]++
      if (show === 'change' || show === 'after') marks.cpus[cell] = isMove ? MARK.movedIn : MARK.gained
    }
    markVf(before?.vf ?? null, after?.vf ?? null, left, isMove, show, frame, marks)
  }
  for (const host of plan.spec.cordon) {
    const h = live.hostNumbers.get(host)
    if (h !== undefined && show !== 'before' && show !== 'now') marks.hosts[h] |= HOST_MARK.cordoned
  }
  for (let h = 0; h < gained.length; h++) {
    const words = [gained[h] > 0 ? `+${gained[h]}` : '', freed[h] > 0 ? `−${freed[h]}` : '']
    if (show === 'change') marks.notes[h] = words.filter((word) => word !== '').join(' ')
  }
}

function markVf(
  before: number | null,
  after: number | null,
  left: number,
  isMove: boolean,
  show: MapShow,
  frame: MapFrame,
  marks: MarksInHand,
): void {
  if (before === after) return
  if (before !== null) {
    if (show === 'change' && frame.vfOwner[before] === FREE) frame.vfOwner[before] = left
    if (show === 'before' || (show === 'change' && frame.vfOwner[before] === left)) {
      marks.vfs[before] = isMove ? MARK.movedOut : MARK.freed
    }
  }
  if (after !== null && (show === 'change' || show === 'after')) {
    marks.vfs[after] = isMove ? MARK.movedIn : MARK.gained
  }
}
