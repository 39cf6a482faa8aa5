import { control } from '../../state/run-control.ts'
import { useView } from '../../use-store.ts'
import Choice from '../choice.tsx'

const PACES = [
  { value: '0', label: 'full speed', note: 'as fast as possible' },
  { value: '0.25', label: '15 min/s', note: 'simulated a second' },
  { value: '1', label: '1 h/s', note: 'simulated a second' },
  { value: '6', label: '6 h/s', note: 'simulated a second' },
  { value: '24', label: '1 d/s', note: 'simulated a second' },
  { value: '168', label: '7 d/s', note: 'simulated a second' },
]

/** How fast the run advances; can be changed while it does. */
export default function PaceChoice() {
  const pace = useView((view) => view.pace)
  const value = String(pace ?? 0)
  const items = PACES.some((item) => item.value === value)
    ? PACES
    : [...PACES, { value, label: `${value} h/s`, note: '' }]
  return (
    <Choice
      label="Speed of the run"
      value={value}
      items={items}
      onChange={(next) => control.setPace(next === '0' ? null : Number(next))}
    />
  )
}
