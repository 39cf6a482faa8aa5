import type { RunSpec } from '../../worker/protocol.ts'
import { writeViewState } from '../state/url-state.ts'

/** The address at which a run is played on the fleet map. */
export function runAddressOf(spec: RunSpec): string {
  const rest = { range: null, selection: null, focus: null, colour: 'game', map: null, theme: null } as const
  return `/${writeViewState({ spec, pace: null, timeUs: null, follow: 'play', ...rest })}`
}
