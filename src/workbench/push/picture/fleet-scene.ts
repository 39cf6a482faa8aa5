import { categoryColour, mix, type Packed } from '../../../chart/colour.ts'
import type { MapMarks } from '../../../chart/fleet-marks.ts'
import type { MapFrame } from '../../../chart/fleet-picture.ts'
import type { HoldingWords } from '../../../model/decision.ts'
import { FREE } from '../../../model/fleet-columns.ts'
import type { Plan, PlanStep } from '../../../model/plan.ts'
import { countAddresses, emptyFrame, paintForeign, paintHolding } from './cells.ts'
import { gamesOf, type LiveFleet } from './live-fleet.ts'
import type { MapShow } from './map-show.ts'
import { cordonMarks, markPlan } from './plan-marks.ts'

/** Everything the map draws, and what its numbers mean. */
export interface FleetScene {
  readonly live: LiveFleet
  readonly frame: MapFrame
  readonly colours: Uint32Array<ArrayBuffer>
  readonly marks: MapMarks
  readonly games: readonly string[]
  /** By owner; a pod whose cells are freed has two owners, itself and what it leaves. */
  readonly owners: readonly SceneOwner[]
  readonly numbers: ReadonlyMap<string, number>
}

export interface SceneOwner {
  readonly name: string
  /** '' for what Berth does not know. */
  readonly game: string
  readonly kind: 'pod' | 'left' | 'foreign'
}

export interface SceneInputs {
  readonly plan: Plan | null
  readonly show: MapShow
  /** The step picked, whose move an arrow shows; null for none. */
  readonly step: number | null
  readonly background: Packed
  readonly foreign: Packed
}

const DIMMED = 0.66
const LEFT = 0.62

/** Paints a snapshot, and over it what a plan changes. */
export function fleetScene(live: LiveFleet, inputs: SceneInputs): FleetScene {
  const steps = inputs.plan?.spec.steps ?? []
  const games = gamesOf(live, steps)
  const { owners, numbers } = ownersOf(live, steps)
  const holdings = holdingsShown(live, steps, inputs.show)
  const frame = emptyFrame(
    live,
    Uint8Array.from(live.snapshot.hosts, (host) => (host.ready ? 0 : 1)),
  )
  paintForeign(live, frame, owners.length - 1)
  for (const [name, holding] of holdings) paintHolding(live, frame, numbers.get(name) ?? FREE, holding)
  countAddresses(live, frame, holdings.values())
  const marks = cordonMarks(live)
  const { plan, show, step } = inputs
  const podCount = (owners.length - 1) / 2
  const leftBy = (pod: string): number => podCount + (numbers.get(pod) ?? 0)
  if (plan !== null) markPlan(live, { plan, show, step, leftBy }, frame, marks)
  return { live, frame, games, owners, numbers, marks, colours: coloursOf(owners, games, steps, inputs) }
}

/** Pods of the snapshot, then pods that the plan makes, then what each leaves behind, then foreign use. */
function ownersOf(live: LiveFleet, steps: readonly PlanStep[]) {
  const owners: SceneOwner[] = live.snapshot.pods.map(({ name, game }) => ({ name, game, kind: 'pod' }))
  const numbers = new Map(owners.map((owner, i) => [owner.name, i]))
  for (const { pod, game } of steps) {
    if (numbers.has(pod)) continue
    numbers.set(pod, owners.length)
    owners.push({ name: pod, game, kind: 'pod' })
  }
  owners.push(...owners.map((owner) => ({ ...owner, kind: 'left' as const })))
  owners.push({ name: 'pods of others', game: '', kind: 'foreign' })
  return { owners, numbers }
}

/** Holdings by pod; `change` shows what will be, and what is freed is painted where nothing else will be. */
function holdingsShown(live: LiveFleet, steps: readonly PlanStep[], show: MapShow): Map<string, HoldingWords> {
  const holdings = new Map<string, HoldingWords>()
  for (const { name, holding } of live.snapshot.pods) if (holding !== null) holdings.set(name, holding)
  if (show === 'now') return holdings
  for (const step of steps) {
    const holding = show === 'before' ? step.before : step.after
    if (holding === null) holdings.delete(step.pod)
    else holdings.set(step.pod, holding)
  }
  return holdings
}

/** By game; beside a plan's changes all else steps back, and what is left behind fades. */
function coloursOf(
  owners: readonly SceneOwner[],
  games: readonly string[],
  steps: readonly PlanStep[],
  { plan, show, background, foreign }: SceneInputs,
): Uint32Array<ArrayBuffer> {
  const numbers = new Map(games.map((game, g) => [game, g]))
  const touched = new Set(steps.map((step) => step.pod))
  const isDiff = plan !== null && show !== 'now'
  return Uint32Array.from(owners, (owner) => {
    if (owner.kind === 'foreign') return foreign
    const colour = categoryColour(numbers.get(owner.game) ?? 0)
    if (owner.kind === 'left') return mix(colour, background, LEFT)
    return isDiff && !touched.has(owner.name) ? mix(colour, background, DIMMED) : colour
  })
}
