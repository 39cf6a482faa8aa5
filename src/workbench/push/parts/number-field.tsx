import { useEffect, useId, useState } from 'react'
import { formatCount } from '../../format.ts'
import type { OnBad } from './use-bad-fields.ts'
import { wholeNumber } from './whole-number.ts'

interface NumberFieldProps {
  readonly label: string
  readonly value: number
  readonly min: number
  readonly max: number
  readonly onChange: (value: number) => void
  /** So that the form's button waits until what was typed can be taken. */
  readonly onBad: OnBad
}

/** A whole number between two bounds. What is no such number stays as typed, is said to be none and is not taken. */
export default function NumberField({ label, value, min, max, onChange, onBad }: NumberFieldProps) {
  const [text, setText] = useState(String(value))
  const boundsId = useId()
  useEffect(() => setText(String(value)), [value])
  const isBad = wholeNumber(text, min, max) === null
  useEffect(() => {
    onBad(label, isBad)
    return () => onBad(label, false)
  }, [label, isBad, onBad])
  return (
    <div className="number-field">
      <label className="field">
        <span>{label}</span>
        <input
          value={text}
          inputMode="numeric"
          aria-invalid={isBad}
          aria-describedby={isBad ? boundsId : undefined}
          onChange={(event) => {
            const typed = event.target.value
            setText(typed)
            const number = wholeNumber(typed, min, max)
            if (number !== null) onChange(number)
          }}
        />
      </label>
      {isBad && (
        <span id={boundsId} className="field-fault">
          <span aria-hidden="true">✕ </span>A whole number, {formatCount(min)} to {formatCount(max)}
        </span>
      )}
    </div>
  )
}
