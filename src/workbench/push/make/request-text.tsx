import { useState } from 'react'
import { useStore } from 'zustand'
import SteadyButton from '../../shell/steady-button.tsx'
import ProblemNotice from '../parts/problem-notice.tsx'
import { createPlan } from '../state/push-control.ts'
import { usePush, useSession } from '../use-push.ts'
import { clearDraft, draftStore, requestOf } from './draft-store.ts'
import { readDocument } from './read-document.ts'

const EXAMPLE = `apiVersion: berth.dev/v1alpha1
kind: PlanRequest
metadata:
  name: night-shift
spec:
  intents:
    - kind: bind
`
const BYTES_MAX = 1024 * 1024

/** A PlanRequest pasted or read from a file, as YAML or JSON. */
export default function RequestText() {
  const text = useStore(draftStore, (draft) => draft.text)
  const [fault, setFault] = useState('')
  const mayAuthor = useSession((session) => session.me?.may.author === true)
  const isBusy = usePush((push) => push.acting === 'create')
  const make = async (): Promise<void> => {
    const read = await readDocument(text)
    setFault(read.ok ? '' : read.fault)
    if (read.ok && (await createPlan(read.value))) clearDraft()
  }
  const choose = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return
    if (file.size > BYTES_MAX) return setFault(`${file.name} is larger than 1 MiB, which the server does not take.`)
    setFault('')
    draftStore.setState({ text: await file.text() })
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
            onChange={(event) => void choose(event.target.files?.[0])}
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
