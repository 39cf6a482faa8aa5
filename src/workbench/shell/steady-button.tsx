import type { ButtonHTMLAttributes } from 'react'

interface SteadyButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** It cannot be pressed now. */
  readonly isOff: boolean
}

/** A button that comes and goes as something runs: it keeps the keyboard's focus while it cannot be pressed. */
export default function SteadyButton({ isOff, onClick, className = 'button', ...rest }: SteadyButtonProps) {
  return (
    <button
      {...rest}
      type="button"
      className={className}
      aria-disabled={isOff || undefined}
      onClick={isOff ? undefined : onClick}
    />
  )
}
