import { US_PER_HOUR, US_PER_MINUTE } from '../../../base/units.ts'
import { categoryColour, mix, type Packed, packHex, sequentialScale } from '../../../chart/colour.ts'
import { LOAD_UNKNOWN } from '../../../worker/codes.ts'
import type { Frame } from '../../../worker/protocol.ts'
import type { ColourMode } from '../../state/url-state.ts'

const LOAD_SCALE = sequentialScale('viridis')
const AGE_SCALE = sequentialScale('cividis')
/** Ages run on a log scale between these: from just placed to a month. */
export const AGE_MIN_US = 10 * US_PER_MINUTE
export const AGE_MAX_US = 30 * 24 * US_PER_HOUR
const LOAD_TOP_PERCENT = 100

/** Reused between frames and grown as pods appear. */
let colours = new Uint32Array(1024)

export interface ColourInputs {
  readonly mode: ColourMode
  readonly podGames: readonly number[]
  /** The only game shown in full colour, -1 for all. */
  readonly game: number
  readonly background: Packed
}

/** Colour of every pod in the frame, by pod number. The array is valid until the next call. */
export function podColours(frame: Frame, inputs: ColourInputs): Uint32Array<ArrayBuffer> {
  if (colours.length < inputs.podGames.length) colours = new Uint32Array(inputs.podGames.length * 2)
  for (let i = 0; i < frame.pods.length; i++) {
    const pod = frame.pods[i]
    const game = inputs.podGames[pod] ?? 0
    const colour = colourOf(frame, i, game, inputs.mode)
    colours[pod] = inputs.game >= 0 && inputs.game !== game ? mix(colour, inputs.background, 0.82) : colour
  }
  return colours
}

function colourOf(frame: Frame, i: number, game: number, mode: ColourMode): Packed {
  if (mode === 'game') return categoryColour(Math.max(0, game))
  if (mode === 'load') {
    const percent = frame.loadPercent[i]
    return percent === LOAD_UNKNOWN
      ? UNKNOWN
      : LOAD_SCALE[Math.round((Math.min(percent, LOAD_TOP_PERCENT) / LOAD_TOP_PERCENT) * 255)]
  }
  return AGE_SCALE[Math.round(ageShare(frame.timeUs - frame.placedAtUs[i]) * 255)]
}

const UNKNOWN = packHex('#6b7480')

/** Where an age stands on the scale: 0 young and bright would hide the newest, so the newest are at the bright end. */
export function ageShare(ageUs: number): number {
  const share = Math.log(Math.max(ageUs, AGE_MIN_US) / AGE_MIN_US) / Math.log(AGE_MAX_US / AGE_MIN_US)
  return 1 - Math.min(1, share)
}

/** CSS gradient of a scale, left to right. */
export function gradientOf(mode: 'load' | 'age'): string {
  const scale = mode === 'load' ? LOAD_SCALE : AGE_SCALE
  const stops = Array.from({ length: 9 }, (_, i) => {
    const at = Math.round((i / 8) * 255)
    const colour = scale[mode === 'age' ? 255 - at : at]
    return `rgb(${colour & 255} ${(colour >>> 8) & 255} ${(colour >>> 16) & 255})`
  })
  return `linear-gradient(to right, ${stops.join(', ')})`
}
