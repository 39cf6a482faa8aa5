import { useEffect, useState } from 'react'
import { BASELINE_NAMES, PROFILE_NAMES } from '../../../model/profile-names.ts'
import Choice from '../../plan/choice.tsx'
import SizeToggle from '../../plan/run-bar/size-toggle.tsx'
import RunOrCancel from '../../shell/run-or-cancel.tsx'
import SeedsField from '../../shell/seeds-field.tsx'
import SeedsProgress, { seedCount } from '../../shell/seeds-progress.tsx'
import ShownNote from '../../shell/shown-note.tsx'
import { control } from '../../state/run-control.ts'
import { runStore } from '../../state/stores.ts'
import { useOwnProfiles, useRun } from '../../use-store.ts'
import { AS_IT_IS, type FuturesSpec, SEEDS_MAX } from '../state/planner-address.ts'
import { turnTo, usePlannerView } from '../state/planner-view-store.ts'
import { cancelFutures, startFutures, useFutures } from './futures-store.ts'

/** What is run, and how far it has come. */
export default function FuturesBar() {
  const asked = usePlannerView((view) => view.futures)
  const [draft, setDraft] = useState(asked)
  const [isBad, setBad] = useState(false)
  const names = useRun((run) => run.scenarioNames)
  useEffect(() => setDraft(asked), [asked])
  useEffect(() => {
    if (runStore.getState().scenarioNames.length === 0) void control.loadNames()
  }, [])
  const status = useFutures((store) => store.status)
  const scenarios = names.includes(draft.scenario) ? names : [draft.scenario, ...names]
  const own = useOwnProfiles(draft.scenario).map(({ name }) => name)
  const profiles: readonly string[] = [...PROFILE_NAMES, ...BASELINE_NAMES, ...own]
  const profile = draft.profile ?? 'own'
  const set = (change: Partial<FuturesSpec>): void => setDraft({ ...draft, ...change })
  const isSame = JSON.stringify(draft) === JSON.stringify(asked)
  const start = (): void => {
    if (isSame) void startFutures(draft, AS_IT_IS)
    turnTo({ futures: draft, whatIf: AS_IT_IS })
  }
  return (
    <div className="compare-bar panel">
      <Choice
        label="Scenario"
        className="choice-scenario"
        value={draft.scenario}
        items={scenarios.map((name) => ({ value: name, label: name }))}
        onChange={(scenario) => set({ scenario, profile: own.includes(profile) ? null : draft.profile })}
      />
      <SizeToggle value={draft.size} onChange={(size) => set({ size })} />
      <Choice
        label="Profile"
        className="choice-profile"
        value={profile}
        items={[
          { value: 'own', label: 'own profiles' },
          ...[...new Set([...profiles, ...(profile === 'own' ? [] : [profile])])].map((name) => ({
            value: name,
            label: name,
          })),
        ]}
        onChange={(name) => set({ profile: name === 'own' ? null : name })}
      />
      <SeedsField
        value={draft.seeds}
        max={SEEDS_MAX}
        noun="futures"
        onChange={(seeds) => set({ seeds })}
        onBad={setBad}
        onEnter={() => {
          // What runs already is not begun anew.
          if (status !== 'running' || !isSame) start()
        }}
      />
      <RunOrCancel isRunning={status === 'running'} word="Run" isHeld={isBad} onRun={start} onCancel={cancelFutures} />
      <Progress />
      <ShownNote shown={isSame ? null : specWords(asked)} />
    </div>
  )
}

function specWords({ scenario, size, profile, seeds }: FuturesSpec): string {
  return `${scenario} ${size}, ${profile ?? 'own profiles'}, ${seedCount(seeds)}`
}

function Progress() {
  const status = useFutures((store) => store.status)
  const share = useFutures((store) => store.share)
  const done = useFutures((store) => (store.base.length < (store.spec?.seeds ?? 0) ? store.base : store.turned).length)
  const seeds = useFutures((store) => store.spec?.seeds ?? 0)
  return <SeedsProgress status={status} share={share} done={done} seeds={seeds} />
}
