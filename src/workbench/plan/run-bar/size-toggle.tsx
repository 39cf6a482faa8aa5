import { SCENARIO_SIZES, type ScenarioSize } from '../../../model/scenario.ts'

interface SizeToggleProps {
  readonly value: ScenarioSize
  readonly onChange: (size: ScenarioSize) => void
}

/** smoke, demo or bench: radio buttons that look like one control. */
export default function SizeToggle({ value, onChange }: SizeToggleProps) {
  return (
    <fieldset className="segmented">
      <legend className="visually-hidden">Size</legend>
      {SCENARIO_SIZES.map((size) => (
        <label key={size}>
          <input type="radio" name="size" checked={size === value} onChange={() => onChange(size)} />
          <span>{size}</span>
        </label>
      ))}
    </fieldset>
  )
}
