import { type MouseEvent, useRef } from 'react'
import { PlayIcon, StopIcon } from '../plan/icons.tsx'
import { PressGate } from './press-gate.ts'

interface RunOrCancelProps {
  readonly isRunning: boolean
  /** What the button that runs is called. */
  readonly word: string
  /** What is chosen cannot be run; what runs can be cancelled all the same. */
  readonly isHeld: boolean
  readonly onRun: () => void
  readonly onCancel: () => void
}

/** Runs, and while it runs cancels: one button, so that the focus stays. A double click is one press of it. */
export default function RunOrCancel({ isRunning, word, isHeld, onRun, onCancel }: RunOrCancelProps) {
  const gate = useRef(new PressGate())
  const press = ({ detail }: MouseEvent): void => {
    if (!gate.current.takes(performance.now(), detail)) return
    if (isRunning) onCancel()
    else if (!isHeld) onRun()
  }
  return (
    <button
      type="button"
      className={isRunning ? 'button' : 'button primary'}
      aria-disabled={(isHeld && !isRunning) || undefined}
      onClick={press}
    >
      {isRunning ? <StopIcon /> : <PlayIcon />} {isRunning ? 'Cancel' : word}
    </button>
  )
}
