import { useEffect, useState } from 'react'

interface NumberFieldProps {
  readonly label: string
  readonly value: number
  readonly min: number
  readonly max: number
  readonly onChange: (value: number) => void
}

/** A whole number between two bounds; what is no such number is marked and not taken. */
export default function NumberField({ label, value, min, max, onChange }: NumberFieldProps) {
  const [text, setText] = useState(String(value))
  useEffect(() => setText(String(value)), [value])
  const isGood = (candidate: string): boolean =>
    /^\d{1,9}$/.test(candidate) && Number(candidate) >= min && Number(candidate) <= max
  return (
    <label className="field">
      <span>{label}</span>
      <input
        value={text}
        inputMode="numeric"
        aria-invalid={!isGood(text)}
        title={isGood(text) ? undefined : `A whole number from ${min} to ${max}`}
        onChange={(event) => {
          setText(event.target.value)
          if (isGood(event.target.value.trim())) onChange(Number(event.target.value.trim()))
        }}
        onBlur={() => setText(String(value))}
      />
    </label>
  )
}
