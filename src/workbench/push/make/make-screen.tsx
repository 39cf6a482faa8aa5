import { useEffect, useRef } from 'react'
import { useStore } from 'zustand'
import type { PlanIntent } from '../../../model/plan.ts'
import { PROFILE_NAMES } from '../../../model/profile-names.ts'
import Choice from '../../plan/choice.tsx'
import SteadyButton from '../../shell/steady-button.tsx'
import PushMapPanel from '../map/push-map-panel.tsx'
import { takeUpFocus } from '../parts/lost-focus.ts'
import NumberField from '../parts/number-field.tsx'
import ProblemNotice from '../parts/problem-notice.tsx'
import TextField from '../parts/text-field.tsx'
import { type OnBad, useBadFields } from '../parts/use-bad-fields.ts'
import LookingPane from '../screens/looking-pane.tsx'
import SelectionPane from '../screens/selection-pane.tsx'
import { createPlan } from '../state/push-control.ts'
import { usePush, usePushView, useSession } from '../use-push.ts'
import AddIntents from './add-intents.tsx'
import { clearDraft, draftStore, intentWords, nameFor, removeIntent, requestOf } from './draft-store.ts'
import RequestText from './request-text.tsx'

/** The bench: what a new plan is asked to do, by form or as text. The engine decides how, on the server. */
export default function MakeScreen() {
  const live = usePush((push) => push.live)
  const selection = usePushView((view) => view.selection)
  const way = useStore(draftStore, (draft) => draft.way)
  if (live === null) return <LookingPane />
  return (
    <div className="screen-split make">
      <PushMapPanel />
      <aside className="screen-side" aria-label="A new plan">
        <section className="panel side-panel" aria-labelledby="make-title">
          <header className="panel-header">
            <h2 id="make-title" tabIndex={-1}>
              A new plan
            </h2>
            <span className="spacer" />
            <WayToggle />
          </header>
          <div className="side-body">{way === 'text' ? <RequestText /> : <Bench />}</div>
        </section>
        {way === 'form' && selection !== null && <SelectionPane live={live} selection={selection} />}
        {way === 'form' && <AddIntents live={live} />}
      </aside>
    </div>
  )
}

function WayToggle() {
  const way = useStore(draftStore, (draft) => draft.way)
  return (
    <fieldset className="segmented">
      <legend className="visually-hidden">Write the plan as</legend>
      {(['form', 'text'] as const).map((name) => (
        <label key={name}>
          <input type="radio" name="way" checked={name === way} onChange={() => draftStore.setState({ way: name })} />
          <span>{name === 'form' ? 'form' : 'YAML or file'}</span>
        </label>
      ))}
    </fieldset>
  )
}

const PROFILES = [
  { value: 'own', label: 'own profiles', note: 'each component’s' },
  ...PROFILE_NAMES.map((name) => ({ value: name, label: name, note: 'all pods of the plan' })),
]

function Bench() {
  const draft = useStore(draftStore)
  const mayAuthor = useSession((session) => session.me?.may.author === true)
  const isBusy = usePush((push) => push.acting === 'create')
  const { hasBad, onBad } = useBadFields()
  const obstacle = !mayAuthor
    ? 'Needs the role author.'
    : draft.intents.length === 0
      ? 'Add what it should do first.'
      : hasBad
        ? 'Mend the marked numbers first.'
        : null
  const nameFault = usePush((push) => push.problem?.problem.reasons?.find(({ path }) => path === 'metadata.name'))
  const make = async (): Promise<void> => {
    if (await createPlan(requestOf(draft, Date.now()))) clearDraft()
  }
  return (
    <>
      <Intents intents={draft.intents} />
      <div className="fields">
        <TextField
          label="Name"
          value={draft.name}
          placeholder={nameFor(draft.intents, Date.now())}
          isBad={nameFault !== undefined && nameFault.found === JSON.stringify(draft.name.trim())}
          onChange={(name) => draftStore.setState({ name })}
        />
        <div className="field">
          <span>Profile</span>
          <Choice
            label="Profile of the plan"
            value={draft.profile === '' ? 'own' : draft.profile}
            items={PROFILES}
            onChange={(name) => draftStore.setState({ profile: name === 'own' ? '' : name })}
          />
        </div>
        <Waves onBad={onBad} />
      </div>
      <div className="bench-end">
        <SteadyButton
          className="button primary"
          isOff={obstacle !== null || isBusy}
          aria-describedby={obstacle === null ? undefined : 'make-obstacle'}
          onClick={() => void make()}
        >
          {isBusy ? 'Deciding…' : 'Make the plan'}
        </SteadyButton>
        <span id="make-obstacle" className="obstacle">
          {obstacle ?? 'Makes a draft. Nothing is changed on the fleet.'}
        </span>
      </div>
      <ProblemNotice />
    </>
  )
}

function Intents({ intents }: { readonly intents: readonly PlanIntent[] }) {
  const list = useRef<HTMLOListElement>(null)
  const removed = useRef(0)
  // The button beside takes the place of one that went with its intent; with the last one, the heading does.
  useEffect(() => {
    const buttons = list.current?.querySelectorAll('button') ?? []
    takeUpFocus(buttons[Math.min(removed.current, buttons.length - 1)] ?? document.getElementById('make-title'))
  })
  if (intents.length === 0) {
    return <p className="faint">Nothing is asked for yet. Add it below, or pick a pod or host on the map.</p>
  }
  return (
    <ol className="intents" ref={list} aria-label="What the plan is to do">
      {intents.map((intent, i) => (
        <li key={JSON.stringify(intent)}>
          <span className="kind">{intent.kind}</span> <span className="intent-words">{intentWords(intent)}</span>
          <button
            type="button"
            className="link-button"
            aria-label={`Remove: ${intentWords(intent)}`}
            onClick={() => {
              removed.current = i
              removeIntent(i)
            }}
          >
            remove
          </button>
        </li>
      ))}
    </ol>
  )
}

function Waves({ onBad }: { readonly onBad: OnBad }) {
  const { canary, size } = useStore(draftStore, (draft) => draft.waves)
  const { timeoutMs, settleMs } = useStore(draftStore, (draft) => draft.gate)
  return (
    <>
      <NumberField
        label="First wave, steps"
        value={canary}
        min={1}
        max={100_000}
        onChange={(value) => draftStore.setState({ waves: { canary: value, size } })}
        onBad={onBad}
      />
      <NumberField
        label="Later waves, steps"
        value={size}
        min={1}
        max={100_000}
        onChange={(value) => draftStore.setState({ waves: { canary, size: value } })}
        onBad={onBad}
      />
      <NumberField
        label="Healthy within, s"
        value={timeoutMs / 1000}
        min={1}
        max={86_400}
        onChange={(value) => draftStore.setState({ gate: { timeoutMs: value * 1000, settleMs } })}
        onBad={onBad}
      />
      <NumberField
        label="Then settle, s"
        value={settleMs / 1000}
        min={0}
        max={86_400}
        onChange={(value) => draftStore.setState({ gate: { timeoutMs, settleMs: value * 1000 } })}
        onBad={onBad}
      />
    </>
  )
}
