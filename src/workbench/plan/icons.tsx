import type { ReactNode } from 'react'

function Icon({ children }: { readonly children: ReactNode }) {
  return (
    <svg
      width="14"
      height="14"
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      aria-hidden="true"
    >
      {children}
    </svg>
  )
}

export function ChevronIcon() {
  return (
    <Icon>
      <path d="m4.5 6.5 3.5 3.5 3.5-3.5" />
    </Icon>
  )
}

export function OpenIcon() {
  return (
    <Icon>
      <path d="M1.8 12.8V3.2h4.4l1.5 1.9h6.5v7.7Z" />
    </Icon>
  )
}

export function PlayIcon() {
  return (
    <Icon>
      <path d="M4.5 2.8v10.4L13 8Z" fill="currentColor" stroke="none" />
    </Icon>
  )
}

export function PauseIcon() {
  return (
    <Icon>
      <path d="M4 3h3v10H4zM9 3h3v10H9z" fill="currentColor" stroke="none" />
    </Icon>
  )
}

export function StopIcon() {
  return (
    <Icon>
      <path d="M3.5 3.5h9v9h-9z" fill="currentColor" stroke="none" />
    </Icon>
  )
}

export function PreviousIcon() {
  return (
    <Icon>
      <path d="M4 3v10M13 3 6 8l7 5Z" fill="currentColor" />
    </Icon>
  )
}

export function NextIcon() {
  return (
    <Icon>
      <path d="M12 3v10M3 3l7 5-7 5Z" fill="currentColor" />
    </Icon>
  )
}

export function CopyIcon() {
  return (
    <Icon>
      <path d="M5.5 5.5h8v8h-8zM3 10.5H2.5v-8h8V3" />
    </Icon>
  )
}

export function LinkIcon() {
  return (
    <Icon>
      <path d="M6.5 9.5l3-3M7 4.5l1.8-1.8a2.8 2.8 0 0 1 4 4L11 8.5M9 11.5l-1.8 1.8a2.8 2.8 0 0 1-4-4L5 7.5" />
    </Icon>
  )
}

export function ThemeIcon() {
  return (
    <Icon>
      <circle cx="8" cy="8" r="5.5" />
      <path d="M8 2.5a5.5 5.5 0 0 1 0 11Z" fill="currentColor" />
    </Icon>
  )
}

export function CloseIcon() {
  return (
    <Icon>
      <path d="m4 4 8 8M12 4l-8 8" />
    </Icon>
  )
}

export function SearchIcon() {
  return (
    <Icon>
      <circle cx="7" cy="7" r="4.3" />
      <path d="m10.2 10.2 3.6 3.6" />
    </Icon>
  )
}

export function TargetIcon() {
  return (
    <Icon>
      <circle cx="8" cy="8" r="4.5" />
      <path d="M8 1.5v4M8 10.5v4M1.5 8h4M10.5 8h4" />
    </Icon>
  )
}

export function FitIcon() {
  return (
    <Icon>
      <path d="M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10" />
    </Icon>
  )
}

export function RefreshIcon() {
  return (
    <Icon>
      <path d="M13 8a5 5 0 1 1-1.6-3.7M13 1.8v3.4H9.6" />
    </Icon>
  )
}

export function PlusIcon() {
  return (
    <Icon>
      <path d="M8 3v10M3 8h10" />
    </Icon>
  )
}
