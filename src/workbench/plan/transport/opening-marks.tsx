import { type KeyboardEvent, useMemo, useState } from 'react'
import { categoryColour, cssOf } from '../../../chart/colour.ts'
import { formatSimTime } from '../../format.ts'
import { hover } from '../../state/hover.ts'
import { control } from '../../state/run-control.ts'
import { useRun, useView } from '../../use-store.ts'
import { goToOpening } from '../go-to-opening.ts'
import { LINES_MAX, nextOfMark, type OpeningMark, openingMarks, openingsOf } from '../openings.ts'

/** Marks closer than this share of the run are one; about 5 px of a scrubber 1,000 px wide. */
const GAP_SHARE = 0.005
/** With more marks than this, names are shown on demand only. */
const NAMED_MAX = 5
/** Room a name takes, as a share of the run. */
const NAME_SHARE = 0.09
/** From this share of the run on, names stand before their marks. */
const NEAR_END = 0.85
/** Names in a tip before the rest is counted. */
const TIP_MAX = 4

/**
 * Where games open, over the scrubber: a press turns the view to the game and the instant. One stop of the Tab key;
 * the arrow keys go from mark to mark.
 */
export default function OpeningMarks() {
  const games = useRun((run) => run.opened?.games)
  const durationUs = useRun((run) => run.opened?.durationUs ?? 0)
  const focus = useView((view) => view.focus)
  const [stop, setStop] = useState(0)
  const marks = useMemo(
    () => openingMarks(openingsOf(games ?? [], durationUs), durationUs * GAP_SHARE),
    [games, durationUs],
  )
  if (marks.length === 0) return null
  const move = (event: KeyboardEvent<HTMLUListElement>): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (step === 0) return
    event.preventDefault()
    event.stopPropagation()
    const next = Math.min(Math.max(stop + step, 0), marks.length - 1)
    setStop(next)
    event.currentTarget.querySelectorAll('button')[next]?.focus()
  }
  return (
    <ul
      className={marks.length > LINES_MAX ? 'openings many' : 'openings'}
      aria-label="Games that open"
      onKeyDown={move}
    >
      {marks.map((mark, i) => (
        <Mark
          key={mark.atUs}
          mark={mark}
          share={mark.atUs / durationUs}
          isNamed={isNamed(marks, i, durationUs)}
          isStop={i === Math.min(stop, marks.length - 1)}
          focus={focus}
          onStop={() => setStop(i)}
        />
      ))}
    </ul>
  )
}

/** Whether there is room for the mark's name, on whichever side it stands. */
function isNamed(marks: readonly OpeningMark[], i: number, durationUs: number): boolean {
  const { atUs } = marks[i]
  const beforeUs = atUs - (marks[i - 1]?.atUs ?? -durationUs)
  const afterUs = (marks[i + 1]?.atUs ?? 2 * durationUs) - atUs
  return marks.length <= NAMED_MAX && Math.min(beforeUs, afterUs) > 2 * NAME_SHARE * durationUs
}

interface MarkProps {
  readonly mark: OpeningMark
  readonly share: number
  readonly isNamed: boolean
  readonly isStop: boolean
  readonly focus: string | null
  readonly onStop: () => void
}

function Mark({ mark, share, isNamed, isStop, focus, onStop }: MarkProps) {
  const { openings } = mark
  const names = openings.map(({ name }) => name)
  const rest = names.length - TIP_MAX
  const said = rest > 0 ? `${names.slice(0, TIP_MAX).join(', ')} and ${rest} more` : names.join(', ')
  const words = `${said} ${names.length === 1 ? 'opens' : 'open'} ${formatSimTime(mark.atUs)}`
  const shown = openings.find(({ name }) => name === focus)
  const { name } = shown ?? openings[0]
  const style = { left: `${share * 100}%`, '--game': cssOf(categoryColour(control.recording.gameNumber(name))) }
  return (
    <li className={share > NEAR_END ? 'opening to-left' : 'opening'} style={style}>
      <button
        type="button"
        aria-label={words}
        aria-pressed={shown !== undefined}
        tabIndex={isStop ? 0 : -1}
        onFocus={onStop}
        onClick={() => {
          hover.set(null) // The pointer rests on the mark while time moves on from it.
          goToOpening(nextOfMark(mark, focus))
        }}
        onPointerEnter={() => hover.set(mark.atUs)}
        onPointerLeave={() => hover.set(null)}
      >
        {isNamed && <span className="opening-name">{said}</span>}
      </button>
      <span className="opening-tip tip" aria-hidden="true">
        {words}
      </span>
    </li>
  )
}
