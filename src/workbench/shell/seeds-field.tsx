import { useEffect, useState } from 'react'

interface SeedsFieldProps {
  readonly value: number
  /** At most 99. */
  readonly max: number
  /** What a seed is here, in the plural. */
  readonly noun: string
  readonly onChange: (seeds: number) => void
  /** Enter was pressed on a number that can be run. */
  readonly onEnter: () => void
}

/** How many seeds to run; what is no such number is marked, told to nobody and gone when the field is left. */
export default function SeedsField({ value, max, noun, onChange, onEnter }: SeedsFieldProps) {
  const [text, setText] = useState(String(value))
  useEffect(() => setText(String(value)), [value])
  const isSeeds = (typed: string): boolean => /^[1-9]\d?$/.test(typed) && Number(typed) <= max
  return (
    <label className="seed">
      <span>seeds</span>
      <input
        value={text}
        inputMode="numeric"
        aria-label="Seeds"
        aria-invalid={!isSeeds(text)}
        title={`How many ${noun}, 1 to ${max}`}
        onChange={(event) => {
          const typed = event.target.value.trim()
          setText(typed)
          if (isSeeds(typed)) onChange(Number(typed))
        }}
        onKeyDown={({ key, repeat }) => {
          if (key === 'Enter' && !repeat && isSeeds(text)) onEnter()
        }}
        onBlur={() => setText(String(value))}
      />
    </label>
  )
}
