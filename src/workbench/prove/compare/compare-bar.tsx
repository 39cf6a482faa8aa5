import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import { BASELINE_NAMES, PROFILE_NAMES } from '../../../model/profile-names.ts'
import Choice from '../../plan/choice.tsx'
import SizeToggle from '../../plan/run-bar/size-toggle.tsx'
import RunOrCancel from '../../shell/run-or-cancel.tsx'
import SeedsField from '../../shell/seeds-field.tsx'
import SeedsProgress, { seedCount } from '../../shell/seeds-progress.tsx'
import ShownNote from '../../shell/shown-note.tsx'
import { policyStore } from '../../state/policy.ts'
import { control } from '../../state/run-control.ts'
import { runStore } from '../../state/stores.ts'
import { useOwnProfiles, useRun } from '../../use-store.ts'
import { type ComparisonSpec, SEEDS_MAX } from '../state/prove-address.ts'
import { turnTo } from '../state/prove-view-store.ts'
import { useCompare, useProveView } from '../use-prove.ts'
import { cancelComparison, startComparison } from './compare-store.ts'

/** What is compared, and how far it has come. */
export default function CompareBar() {
  const asked = useProveView((view) => view.comparison)
  const [draft, setDraft] = useState(asked)
  const [isBad, setBad] = useState(false)
  const names = useRun((run) => run.scenarioNames)
  useEffect(() => setDraft(asked), [asked])
  useEffect(() => {
    if (runStore.getState().scenarioNames.length === 0) void control.loadNames()
  }, [])
  const status = useCompare((store) => store.status)
  const scenarios = names.includes(draft.scenario) ? names : [draft.scenario, ...names]
  const own = useOwnProfiles(draft.scenario).map(({ name }) => name)
  /** A profile of the scenario before is none of this one. */
  const kept = (profile: string, otherwise: string): string => (own.includes(profile) ? otherwise : profile)
  const set = (change: Partial<ComparisonSpec>): void => setDraft({ ...draft, ...change })
  const isSame = JSON.stringify(draft) === JSON.stringify(asked)
  const start = (): void => {
    turnTo({ comparison: draft, timeUs: null, pod: null })
    void startComparison(draft)
  }
  return (
    <div className="compare-bar panel">
      <Choice
        label="Scenario"
        className="choice-scenario"
        value={draft.scenario}
        items={scenarios.map((name) => ({ value: name, label: name }))}
        onChange={(scenario) => set({ scenario, a: kept(draft.a, 'pack'), b: kept(draft.b, 'spread') })}
      />
      <SizeToggle value={draft.size} onChange={(size) => set({ size })} />
      <ProfileChoice label="Profile A" own={own} value={draft.a} onChange={(a) => set({ a })} />
      <ProfileChoice label="Profile B" own={own} value={draft.b} onChange={(b) => set({ b })} />
      <SeedsField
        value={draft.seeds}
        max={SEEDS_MAX}
        noun="seeds"
        onChange={(seeds) => set({ seeds })}
        onBad={setBad}
        onEnter={() => {
          // What runs already is not begun anew.
          if (status !== 'running' || !isSame) start()
        }}
      />
      <RunOrCancel
        isRunning={status === 'running'}
        word="Compare"
        isHeld={isBad}
        onRun={start}
        onCancel={cancelComparison}
      />
      <Progress />
      <ShownNote shown={isSame ? null : specWords(asked)} />
    </div>
  )
}

interface ProfileChoiceProps {
  readonly label: string
  /** Those of the scenario itself. */
  readonly own: readonly string[]
  readonly value: string
  readonly onChange: (name: string) => void
}

function ProfileChoice({ label, own, value, onChange }: ProfileChoiceProps) {
  const policy = useStore(policyStore, (store) => store.policy?.name)
  const mine = policy === undefined ? [] : [policy]
  const known: readonly string[] = [...PROFILE_NAMES, ...BASELINE_NAMES, ...own, ...mine]
  const all = known.includes(value) ? known : [value, ...known]
  return (
    <span className="compare-profile">
      <b aria-hidden="true">{label.slice(-1)}</b>
      <Choice
        label={label}
        value={value}
        items={all.map((name) => ({ value: name, label: name }))}
        onChange={onChange}
      />
    </span>
  )
}

function specWords({ scenario, size, a, b, seeds }: ComparisonSpec): string {
  return `${scenario} ${size}, A ${a}, B ${b}, ${seedCount(seeds)}`
}

function Progress() {
  const status = useCompare((store) => store.status)
  const done = useCompare((store) => store.done)
  const share = useCompare((store) => store.share)
  const seeds = useCompare((store) => store.spec?.seeds ?? 0)
  return <SeedsProgress status={status} share={share} done={done} seeds={seeds} />
}
