import { useEffect, useRef, useState } from 'react'
import { runCommand } from '../../shell/commands.ts'

interface SeedFieldProps {
  readonly value: number
  readonly onChange: (seed: number) => void
}

/** A whole number from 0 to 2^53 - 1; Enter runs. Left with what is none, it has the one of before, no part of it. */
export default function SeedField({ value, onChange }: SeedFieldProps) {
  const [text, setText] = useState(String(value))
  const before = useRef(value)
  useEffect(() => setText(String(value)), [value])
  const seed = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN
  const isValid = Number.isSafeInteger(seed)
  return (
    <label className="seed">
      <span>seed</span>
      <input
        value={text}
        inputMode="numeric"
        aria-label="Seed"
        aria-invalid={!isValid}
        title={isValid ? 'Seed of the run’s random streams' : 'A whole number from 0 to 9007199254740991'}
        onChange={(event) => {
          const next = event.target.value.trim()
          setText(next)
          if (/^\d{1,16}$/.test(next) && Number.isSafeInteger(Number(next))) onChange(Number(next))
        }}
        onFocus={() => {
          before.current = value
        }}
        onBlur={() => {
          const left = isValid ? value : before.current
          setText(String(left))
          if (left !== value) onChange(left)
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !isValid) return
          before.current = value
          runCommand('run.start')
        }}
      />
    </label>
  )
}
