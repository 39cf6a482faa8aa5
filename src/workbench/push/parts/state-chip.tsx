import type { PlanState } from '../../../model/plan.ts'
import { STATE_MARK } from './words.ts'

interface StateChipProps {
  readonly state: PlanState
  readonly direction?: 'forward' | 'back'
  readonly closed?: boolean
}

/** State of a plan: mark, word and colour. */
export default function StateChip({ state, direction = 'forward', closed = false }: StateChipProps) {
  const isBack = direction === 'back' && state !== 'rolled-back'
  return (
    <span className={`state-chip state-${state}`}>
      <span aria-hidden="true">{isBack && state === 'applying' ? '◀' : STATE_MARK[state]}</span>{' '}
      {isBack && state === 'applying' ? 'rolling back' : state}
      {closed && state !== 'rolled-back' && ', closed'}
    </span>
  )
}
