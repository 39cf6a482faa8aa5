import { Select } from '@base-ui/react/select'
import { ChevronIcon } from './icons.tsx'
import { popups } from './popups.ts'

interface ChoiceProps<T extends string> {
  readonly label: string
  readonly value: T
  readonly items: readonly { readonly value: T; readonly label: string; readonly note?: string }[]
  readonly onChange: (value: T) => void
  readonly className?: string
}

/** A select with an accessible name and compact looks. */
export default function Choice<T extends string>({ label, value, items, onChange, className }: ChoiceProps<T>) {
  return (
    <Select.Root
      items={items}
      value={value}
      onValueChange={(next) => {
        if (next !== null) onChange(next)
      }}
      modal={false}
    >
      <Select.Trigger className={`choice ${className ?? ''}`} aria-label={label}>
        <Select.Value />
        <Select.Icon className="choice-icon">
          <ChevronIcon />
        </Select.Icon>
      </Select.Trigger>
      <Select.Portal container={popups()}>
        <Select.Positioner className="choice-positioner" sideOffset={4} alignItemWithTrigger={false}>
          <Select.Popup className="choice-popup">
            <Select.List aria-label={label}>
              {items.map((item) => (
                <Select.Item key={item.value} value={item.value} className="choice-item">
                  <Select.ItemText>{item.label}</Select.ItemText>
                  {item.note !== undefined && <span className="choice-note">{item.note}</span>}
                </Select.Item>
              ))}
            </Select.List>
          </Select.Popup>
        </Select.Positioner>
      </Select.Portal>
    </Select.Root>
  )
}
