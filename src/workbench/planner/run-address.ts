import type { RunSpec } from '../../worker/protocol.ts'
import { writeViewState } from '../state/url-state.ts'

/** The address at which a run is played on the fleet map; timeUs: from when on, null: from where its story begins. */
export function runAddressOf(spec: RunSpec, timeUs: number | null = null): string {
  const rest = { range: null, selection: null, focus: null, colour: 'game', map: null, theme: null } as const
  return `/${writeViewState({ spec, pace: null, timeUs, follow: 'play', ...rest })}`
}
