import { formatSimTime, formatTimeExact } from '../../format.ts'
import { control } from '../../state/run-control.ts'
import type { Named } from '../../state/url-state.ts'
import { goTo } from '../../state/url-sync.ts'

/** A name that goes to what it names. */
export function SelectLink({ kind, name }: Named) {
  return (
    <button type="button" className="link-button" onClick={() => goTo({ kind, name })}>
      {name}
    </button>
  )
}

/** An instant that seeks to itself. */
export function TimeLink({ timeUs }: { readonly timeUs: number }) {
  return (
    <button
      type="button"
      className="link-button time-link"
      title={`Go to ${formatSimTime(timeUs)} (${formatTimeExact(timeUs)})`}
      onClick={() => {
        control.clock.setFollow('still')
        control.clock.seek(timeUs)
      }}
    >
      {formatSimTime(timeUs)}
      <small>{formatTimeExact(timeUs).slice(5)}</small>
    </button>
  )
}
