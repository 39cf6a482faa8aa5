import { useStore } from 'zustand'
import { BASELINE_NAMES, PROFILE_NAMES } from '../../../model/profile-names.ts'
import Bar from '../../shell/bar.tsx'
import SearchBox from '../../shell/search-box.tsx'
import { policyStore } from '../../state/policy.ts'
import { viewStore } from '../../state/stores.ts'
import { sameSpec } from '../../state/url-state.ts'
import { useOwnProfiles, useRun, useView } from '../../use-store.ts'
import Choice from '../choice.tsx'
import LossesChip from '../losses/losses-chip.tsx'
import OpenScenario from './open-scenario.tsx'
import PaceChoice from './pace-choice.tsx'
import RunButtons from './run-buttons.tsx'
import SeedField from './seed-field.tsx'
import SettingsChip from './settings-chip.tsx'
import SizeToggle from './size-toggle.tsx'

const PROFILES = [
  { value: 'own', label: 'own profiles', note: 'each component’s' },
  ...PROFILE_NAMES.map((name) => ({ value: name, label: name, note: 'all components' })),
  ...BASELINE_NAMES.map((name) => ({ value: name, label: name, note: 'stock Kubernetes' })),
]

/** What to run and the run's controls. */
export default function RunBar() {
  const draft = useView((view) => view.draft)
  const names = useRun((run) => run.scenarioNames)
  const spec = useRun((run) => run.spec)
  const policy = useStore(policyStore, (store) => store.policy)
  const ranDigest = useRun((run) => run.policyDigest)
  const isOfPolicy = policy !== null && draft.profile === policy.name
  const isChanged = !sameSpec(draft, spec) || (isOfPolicy && ranDigest !== null && ranDigest !== policy.digest)
  const scenarios = names.includes(draft.scenario) ? names : [draft.scenario, ...names]
  const profile = draft.profile ?? 'own'
  const own = useOwnProfiles(draft.scenario)
  const known = [
    ...PROFILES,
    ...own.map(({ name }) => ({ value: name, label: name, note: 'of the scenario' })),
    ...(policy === null ? [] : [{ value: policy.name, label: policy.name, note: policy.file }]),
  ]
  const isListed = known.some(({ value }) => value === profile)
  const given = { value: profile, label: profile, note: 'of the address' }
  const profiles = isListed ? known : [...known, given]
  return (
    <Bar title="Berth workbench">
      <Choice
        label="Scenario"
        className="choice-scenario"
        value={draft.scenario}
        items={scenarios.map((name) => ({ value: name, label: name }))}
        onChange={(scenario) => {
          // A profile of the scenario before is none of this one.
          const isGone = own.some(({ name }) => name === draft.profile)
          const { settings: _, ...rest } = draft
          viewStore.setState({ draft: { ...rest, scenario, profile: isGone ? null : draft.profile } })
        }}
      />
      <OpenScenario />
      <SizeToggle value={draft.size} onChange={(size) => viewStore.setState({ draft: { ...draft, size } })} />
      <SeedField value={draft.seed} onChange={(seed) => viewStore.setState({ draft: { ...draft, seed } })} />
      <Choice
        label="Profile"
        className="choice-profile"
        value={profile}
        items={profiles}
        onChange={(name) => viewStore.setState({ draft: { ...draft, profile: name === 'own' ? null : name } })}
      />
      <PaceChoice />
      <SettingsChip />
      <LossesChip />
      <RunButtons isChanged={isChanged} />
      <span className="spacer" />
      <SearchBox />
    </Bar>
  )
}
