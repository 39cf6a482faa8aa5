import { control } from '../state/run-control.ts'
import { viewStore } from '../state/stores.ts'
import { focusGame } from '../state/url-sync.ts'
import { type Opening, openingsOf } from './openings.ts'

/** Turns the view to a game and to the instant at which it opens. */
export function goToOpening({ name, startUs }: Opening): void {
  focusGame(name)
  control.clock.setFollow('still')
  control.clock.seek(startUs)
  const { range } = viewStore.getState()
  if (range !== null && (startUs < range.fromUs || startUs > range.toUs)) viewStore.setState({ range: null })
}

/** To the first opening after the instant shown, after the last one to the first; does nothing in a run without any. */
export function goToNextOpening(): void {
  const { run } = control.recording
  const openings = openingsOf(run?.games ?? [], run?.durationUs ?? 0)
  const next = openings.find(({ startUs }) => startUs > control.clock.timeUs) ?? openings[0]
  if (next !== undefined) goToOpening(next)
}
