import { useEffect, useRef } from 'react'
import type { Plan, PlanChange } from '../../../model/plan.ts'
import { formatCount } from '../../format.ts'
import { takeUpFocus } from '../parts/lost-focus.ts'
import StateChip from '../parts/state-chip.tsx'
import { useNow } from '../parts/use-now.ts'
import { counted, formatAge, formatClock } from '../parts/words.ts'
import type { LiveFleet } from '../picture/live-fleet.ts'
import { type Change, changedSince, isUnbegun } from './changed-since.ts'
import PlanActions from './plan-actions.tsx'
import { blastRadius } from './plan-facts.ts'
import StaleNotice from './stale-notice.tsx'

interface PlanHeaderProps {
  readonly plan: Plan
  readonly live: LiveFleet | null
}

/** Name, state, people, how much it touches, and the buttons. */
export default function PlanHeader({ plan, live }: PlanHeaderProps) {
  const { metadata, status, spec } = plan
  const nowMs = useNow()
  const heading = useRef<HTMLHeadingElement>(null)
  // Actions, and the page they were asked for on, go with what they have done.
  useEffect(() => takeUpFocus(heading.current))
  const changes = isUnbegun(plan) && live !== null ? changedSince(plan, live) : []
  return (
    <section className="panel plan-header" aria-labelledby="plan-name">
      <div className="plan-line">
        <h2 id="plan-name" ref={heading} tabIndex={-1}>
          {metadata.name}
        </h2>
        <span role="status">
          <StateChip state={status.state} direction={status.direction} closed={status.closed} />
        </span>
        <span className="figure faint plan-people">
          made by <b>{metadata.author}</b> {formatClock(metadata.createdAtMs, nowMs)}
          {status.approver === null ? ', not approved' : ', approved by '}
          {status.approver !== null && <b>{status.approver}</b>}
          {' · '}decided on the fleet of {formatAge(nowMs - spec.observedAtMs)} ago
        </span>
        <span className="spacer" />
        <PlanActions plan={plan} isStale={changes.length > 0} />
      </div>
      <Radius plan={plan} />
      <Standing plan={plan} changes={changes} />
    </section>
  )
}

/** How much the plan touches, in figures. */
function Radius({ plan }: { readonly plan: Plan }) {
  const radius = blastRadius(plan)
  const { steps, waves, refusals, cordon } = plan.spec
  return (
    <ul className="radius" aria-label="How much it touches">
      <Figure
        value={steps.length}
        word={steps.length === 1 ? 'step' : 'steps'}
        more={`in ${counted(waves.length, 'wave')}`}
      />
      <Figure
        value={radius.hosts.length}
        word={radius.hosts.length === 1 ? 'host' : 'hosts'}
        title={radius.hosts.join(', ')}
      />
      <Figure value={radius.podCount} word={radius.podCount === 1 ? 'pod' : 'pods'} />
      <Figure value={radius.restartCount} word="restarted" isGrave={radius.restartCount > 0} />
      {radius.endCount > 0 && <Figure value={radius.endCount} word="ended" isGrave />}
      <Figure value={`+${formatCount(radius.cpusGained)} −${formatCount(radius.cpusFreed)}`} word="Cpus" />
      {cordon.length > 0 && <Figure value={cordon.length} word="cordoned" title={cordon.join(', ')} />}
      {refusals.length > 0 && <Figure value={refusals.length} word="refused" isGrave />}
      {radius.irreversible.length > 0 && (
        <Figure
          value={`! ${formatCount(radius.irreversible.length)}`}
          word="not undone exactly"
          title={radius.irreversible.map((step) => `step ${step.number}: ${step.irreversible}`).join('\n')}
          isGrave
        />
      )}
    </ul>
  )
}

interface FigureProps {
  readonly value: number | string
  readonly word: string
  readonly more?: string
  readonly title?: string
  readonly isGrave?: boolean
}

function Figure({ value, word, more, title, isGrave }: FigureProps) {
  return (
    <li className={isGrave === true ? 'grave' : undefined} title={title}>
      <b>{typeof value === 'number' ? formatCount(value) : value}</b> {word}{' '}
      {more !== undefined && <span className="faint">{more}</span>}
    </li>
  )
}

/** Why the plan stands as it does, and whether the fleet has moved on since it was decided. */
function Standing({ plan, changes }: { readonly plan: Plan; readonly changes: readonly Change[] }) {
  const { state, reason, stale, history } = plan.status
  const isStale = changes.length > 0 || (stale.length > 0 && isUnbegun(plan))
  const last = history.at(-1)
  const stopped = last !== undefined && last.to === state ? STOPPED[last.action] : undefined
  return (
    <>
      {(reason !== '' || stopped !== undefined) && (
        <p className={['halted', 'failed'].includes(state) ? 'callout danger' : 'callout'}>
          {stopped !== undefined && (
            <>
              <b>{last?.actor}</b> {stopped}
              {reason !== '' && ': '}
            </>
          )}
          {reason}
        </p>
      )}
      {isStale && <StaleNotice plan={plan} changes={changes} />}
    </>
  )
}

/** What a person did who stopped it. */
const STOPPED: Readonly<Partial<Record<PlanChange['action'], string>>> = { halt: 'halted it', pause: 'paused it' }
