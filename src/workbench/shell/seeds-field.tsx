import { useEffect, useId, useState } from 'react'

interface SeedsFieldProps {
  readonly value: number
  /** At most 99. */
  readonly max: number
  /** What a seed is here, in the plural. */
  readonly noun: string
  readonly onChange: (seeds: number) => void
  /** So that the button that runs waits until what was typed can be taken. */
  readonly onBad: (isBad: boolean) => void
  /** Enter was pressed on a number that can be run. */
  readonly onEnter: () => void
}

/** How many seeds to run; what is no such number stays as typed, is said to be none and is not run. */
export default function SeedsField({ value, max, noun, onChange, onBad, onEnter }: SeedsFieldProps) {
  const [text, setText] = useState(String(value))
  const boundsId = useId()
  useEffect(() => setText(String(value)), [value])
  const isSeeds = (typed: string): boolean => /^[1-9]\d?$/.test(typed) && Number(typed) <= max
  const isBad = !isSeeds(text)
  useEffect(() => onBad(isBad), [isBad, onBad])
  return (
    <>
      <label className="seed">
        <span>seeds</span>
        <input
          value={text}
          inputMode="numeric"
          aria-label="Seeds"
          aria-invalid={isBad}
          aria-describedby={isBad ? boundsId : undefined}
          title={`How many ${noun}, 1 to ${max}`}
          onChange={(event) => {
            const typed = event.target.value.trim()
            setText(typed)
            if (isSeeds(typed)) onChange(Number(typed))
          }}
          onKeyDown={({ key, repeat }) => {
            if (key === 'Enter' && !repeat && !isBad) onEnter()
          }}
        />
      </label>
      {isBad && (
        <span id={boundsId} className="danger-text seeds-fault" role="status">
          <span aria-hidden="true">✕ </span>a whole number, 1 to {max}
        </span>
      )}
    </>
  )
}
