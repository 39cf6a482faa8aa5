import { useStore } from 'zustand'
import SteadyButton from '../../shell/steady-button.tsx'
import ProblemNotice from '../parts/problem-notice.tsx'
import { createPlan } from '../state/push-control.ts'
import { usePush, useSession } from '../use-push.ts'
import { clearDraft, draftStore, requestOf, takeFile, textFaultStore } from './draft-store.ts'
import { readDocument } from './read-document.ts'

const EXAMPLE = `apiVersion: berth.dev/v1alpha1
kind: PlanRequest
metadata:
  name: night-shift
spec:
  intents:
    - kind: bind
`

/** A PlanRequest pasted, or read from a file that was chosen or dropped, as YAML or JSON. */
export default function RequestText() {
  const text = useStore(draftStore, (draft) => draft.text)
  const fault = useStore(textFaultStore, (store) => store.fault)
  const mayAuthor = useSession((session) => session.me?.may.author === true)
  const isBusy = usePush((push) => push.acting === 'create')
  const make = async (): Promise<void> => {
    const read = await readDocument(text)
    textFaultStore.setState({ fault: read.ok ? '' : read.fault })
    if (read.ok && (await createPlan(read.value))) clearDraft()
  }
  return (
    <div className="request-text">
      <label className="field wide">
        <span>PlanRequest, YAML or JSON</span>
        <textarea
          rows={16}
          spellCheck={false}
          placeholder={EXAMPLE}
          value={text}
          onChange={(event) => draftStore.setState({ text: event.target.value })}
        />
      </label>
      {fault !== '' && (
        <p className="callout danger" role="alert">
          {fault}
        </p>
      )}
      <div className="bench-end">
        <SteadyButton
          className="button primary"
          isOff={text.trim() === '' || !mayAuthor || isBusy}
          onClick={() => void make()}
        >
          {isBusy ? 'Deciding…' : 'Make the plan'}
        </SteadyButton>
        <label className="button file-button">
          Choose a file…
          <input
            type="file"
            className="visually-hidden"
            accept=".yaml,.yml,.json"
            onChange={({ target }) => {
              if (target.files?.[0] !== undefined) void takeFile(target.files[0])
              // The same file, mended, is chosen anew.
              target.value = ''
            }}
          />
        </label>
        <button
          type="button"
          className="button"
          onClick={() => {
            const request = requestOf(draftStore.getState(), Date.now())
            draftStore.setState({ text: `${JSON.stringify(request, null, 2)}\n` })
          }}
        >
          From the form
        </button>
        {!mayAuthor && <span className="obstacle">Needs the role author.</span>}
      </div>
      <ProblemNotice />
    </div>
  )
}
