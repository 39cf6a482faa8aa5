import { Tooltip } from '@base-ui/react/tooltip'
import type { ReactNode } from 'react'
import { popups } from './popups.ts'

interface IconButtonProps {
  readonly label: string
  /** Shown in the tip beside the label. */
  readonly keys?: string
  readonly onClick: () => void
  readonly children: ReactNode
  readonly disabled?: boolean
  readonly pressed?: boolean
}

/** A square button with a name for everyone: in the tip, and for assistive technology. */
export default function IconButton({ label, keys, onClick, children, disabled, pressed }: IconButtonProps) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger
        className="icon-button"
        aria-label={label}
        onClick={onClick}
        disabled={disabled ?? false}
        {...(pressed === undefined ? {} : { 'aria-pressed': pressed })}
      >
        {children}
      </Tooltip.Trigger>
      <Tooltip.Portal container={popups()}>
        <Tooltip.Positioner sideOffset={6}>
          <Tooltip.Popup className="tip">
            {label}
            {keys !== undefined && <kbd>{keys}</kbd>}
          </Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  )
}
