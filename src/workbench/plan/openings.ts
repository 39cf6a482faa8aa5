/** A game that opens within the run. */
export interface Opening {
  readonly name: string
  readonly startUs: number
}

/** Openings too close together to be told apart, drawn as one mark at the first of them. */
export interface OpeningMark {
  readonly atUs: number
  readonly openings: readonly [Opening, ...Opening[]]
}

/** With more openings in sight than this they are short ticks, not lines: a picture of many must stay calm. */
export const LINES_MAX = 12

/** The games that open after the run has begun and before it ends, by time and then in the order given. */
export function openingsOf(games: readonly Opening[], durationUs: number): Opening[] {
  return games
    .filter(({ startUs }) => startUs > 0 && startUs < durationUs)
    .map(({ name, startUs }) => ({ name, startUs }))
    .sort((a, b) => a.startUs - b.startUs)
}

/** Marks at least `gapUs` apart from the first opening of one to the first of the next. */
export function openingMarks(openings: readonly Opening[], gapUs: number): OpeningMark[] {
  const marks: { atUs: number; openings: [Opening, ...Opening[]] }[] = []
  for (const opening of openings) {
    const last = marks[marks.length - 1]
    if (last !== undefined && opening.startUs - last.atUs < gapUs) last.openings.push(opening)
    else marks.push({ atUs: opening.startUs, openings: [opening] })
  }
  return marks
}

/** The opening that a click on a mark turns to: the first, or the one after that in focus. */
export function nextOfMark(mark: OpeningMark, focus: string | null): Opening {
  const at = mark.openings.findIndex(({ name }) => name === focus)
  return mark.openings[(at + 1) % mark.openings.length] ?? mark.openings[0]
}

/** The opening nearest to an instant, null when none is within `reachUs` of it. */
export function openingNear(openings: readonly Opening[], timeUs: number, reachUs: number): Opening | null {
  let nearest: Opening | null = null
  for (const opening of openings) {
    const away = Math.abs(opening.startUs - timeUs)
    if (away <= reachUs && (nearest === null || away < Math.abs(nearest.startUs - timeUs))) nearest = opening
  }
  return nearest
}
