import type { PolicyRef } from '../../../model/policy-report.ts'
import { type SimulationClient, startSimulationClient } from '../../../worker/client.ts'
import type { Frame, RunOpened } from '../../../worker/protocol.ts'
import { Signal } from '../../state/signal.ts'
import type { ComparisonSpec } from '../state/prove-address.ts'
import { proveViewStore } from '../state/prove-view-store.ts'

/** The seed whose two runs the maps show. */
export const MAP_SEED = 1

/** One of the two runs that lie side by side: what the Plan view does for its run. */
export interface Side {
  readonly profile: string
  readonly opened: RunOpened | null
  readonly podNames: readonly string[]
  readonly podNumbers: ReadonlyMap<string, number>
  /** How far it is simulated. */
  readonly headUs: number
  readonly frame: Frame | null
}

/** Both sides have a frame of the instant asked for, or have changed otherwise. */
export const sidesChanged = new Signal()

class SideRun implements Side {
  readonly profile: string
  opened: RunOpened | null = null
  readonly podNames: string[] = []
  readonly podNumbers = new Map<string, number>()
  headUs = 0
  frame: Frame | null = null
  readonly client: SimulationClient

  constructor(profile: string) {
    this.profile = profile
    // A failure of the run shows in the comparison, which makes the same run.
    this.client = startSimulationClient(() => undefined)
  }

  async run(spec: ComparisonSpec, policy: PolicyRef | null): Promise<void> {
    const { scenario, size } = spec
    const asked = { scenario, size, seed: MAP_SEED, profile: this.profile }
    const result = await this.client.api.open(asked, policy)
    if (!result.ok) return
    this.opened = result.opened
    void refreshFrames()
    await this.client.run(null, (progress) => {
      for (const name of progress.podNames) {
        this.podNumbers.set(name, this.podNames.length)
        this.podNames.push(name)
      }
      const before = this.headUs
      this.headUs = progress.headUs
      if (before <= shownUs() || progress.state === 'done') void refreshFrames()
    })
  }
}

let sides: readonly [SideRun, SideRun] | null = null
let isAsked = false
let isStale = false

/** The runs behind the maps, A and B; null before a comparison has begun. */
export function sidesNow(): readonly [Side, Side] | null {
  return sides
}

export function startSides(spec: ComparisonSpec, policy: PolicyRef | null): void {
  endSides()
  sides = [new SideRun(spec.a), new SideRun(spec.b)]
  for (const side of sides) void side.run(spec, policy)
}

export function endSides(): void {
  for (const side of sides ?? []) side.client.terminate()
  sides = null
  isAsked = false
  sidesChanged.emit()
}

/** The instant that the maps show. */
export function shownUs(): number {
  return proveViewStore.getState().timeUs ?? 0
}

/** Asks both runs for the instant shown. One request is under way at most; the last wish wins. */
export async function refreshFrames(): Promise<void> {
  const asked = sides
  if (asked === null) return
  if (isAsked) {
    isStale = true
    return
  }
  isAsked = true
  const frames = await Promise.all(asked.map((side) => side.client.api.frameAt(shownUs())))
  if (sides !== asked) return
  isAsked = false
  asked.forEach((side, i) => {
    side.frame = frames[i]
  })
  sidesChanged.emit()
  if (!isStale) return
  isStale = false
  void refreshFrames()
}

proveViewStore.subscribe((now, before) => {
  if (now.timeUs !== before.timeUs) void refreshFrames()
})
