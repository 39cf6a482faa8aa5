import { useState } from 'react'
import type { ObservedPod } from '../../../model/snapshot.ts'
import Choice from '../../plan/choice.tsx'
import NumberField from '../parts/number-field.tsx'
import TextField from '../parts/text-field.tsx'
import { type OnBad, useBadFields } from '../parts/use-bad-fields.ts'
import { counted } from '../parts/words.ts'
import type { LiveFleet } from '../picture/live-fleet.ts'
import { usePush } from '../use-push.ts'
import { componentsOf, createIntent, FIRST_SHAPE, type NewPods, shapeLike } from './create-intent.ts'
import { addIntent } from './draft-store.ts'
import { readDocument } from './read-document.ts'

const OF_MY_OWN = 'new'

/** N pods of a component: one like those observed, or one of the person's own. */
export default function CreateForm({ live }: { readonly live: LiveFleet }) {
  const [pods, setPods] = useState<NewPods>(FIRST_SHAPE)
  const [like, setLike] = useState(OF_MY_OWN)
  const [template, setTemplate] = useState('')
  const [fault, setFault] = useState('')
  const { hasBad, onBad } = useBadFields()
  const isKubernetes = usePush((push) => push.target?.target.kind === 'kubernetes')
  const components = componentsOf(live)
  const set = (change: Partial<NewPods>): void => setPods({ ...pods, ...change })
  const missing = pods.game === '' || pods.zone === '' || pods.component === ''
  const choose = (key: string): void => {
    setLike(key)
    const example: ObservedPod | undefined = components.get(key)
    if (example !== undefined) setPods(shapeLike(example, pods.count))
  }
  const add = async (): Promise<void> => {
    const read = template.trim() === '' ? null : await readDocument(template)
    if (read !== null && !read.ok) return setFault(read.fault)
    setFault('')
    addIntent(createIntent(pods, live, read?.value as Record<string, unknown> | undefined))
  }
  return (
    <details className="create">
      <summary>Make new pods</summary>
      <form
        className="fields"
        onSubmit={(event) => {
          event.preventDefault()
          void add()
        }}
      >
        <div className="field wide">
          <span>Like</span>
          <Choice
            label="Like the pods of"
            value={like}
            items={[
              { value: OF_MY_OWN, label: 'a component of its own' },
              ...[...components.keys()].map((key) => ({ value: key, label: key })),
            ]}
            onChange={choose}
          />
        </div>
        <TextField label="Game" value={pods.game} list={live.games} onChange={(game) => set({ game })} />
        <TextField label="Zone" value={pods.zone} onChange={(zone) => set({ zone })} />
        <TextField label="Component" value={pods.component} onChange={(component) => set({ component })} />
        <NumberField
          label="Pods"
          value={pods.count}
          min={1}
          max={1000}
          onChange={(count) => set({ count })}
          onBad={onBad}
        />
        <Size pods={pods} set={set} onBad={onBad} />
        {isKubernetes && <Template text={template} onChange={setTemplate} />}
        {fault !== '' && (
          <p className="callout danger wide" role="alert">
            {fault}
          </p>
        )}
        <button type="submit" className="button" disabled={missing || hasBad}>
          {hasBad ? 'Add pods' : `Add ${counted(pods.count, 'pod')}`}
        </button>
      </form>
    </details>
  )
}

interface TemplateProps {
  readonly text: string
  readonly onChange: (text: string) => void
}

/** What Kubernetes makes the pods from; ConfigMaps and Secrets are named in it, never their values. */
function Template({ text, onChange }: TemplateProps) {
  return (
    <label className="field wide">
      <span>Pod template, YAML</span>
      <textarea
        rows={6}
        spellCheck={false}
        placeholder={'spec:\n  containers:\n    - name: logic\n      image: …'}
        value={text}
        onChange={(event) => onChange(event.target.value)}
      />
    </label>
  )
}

interface SizeProps {
  readonly pods: NewPods
  readonly set: (change: Partial<NewPods>) => void
  readonly onBad: OnBad
}

function Size({ pods, set, onBad }: SizeProps) {
  const { request } = pods
  const ask = (change: Partial<NewPods['request']>): void => set({ request: { ...request, ...change } })
  return (
    <>
      <NumberField
        label="Cpus each"
        value={request.cpus}
        min={1}
        max={1024}
        onChange={(cpus) => ask({ cpus })}
        onBad={onBad}
      />
      <NumberField
        label="Memory each, MiB"
        value={request.memoryMib}
        min={1}
        max={16_777_216}
        onChange={(memoryMib) => ask({ memoryMib })}
        onBad={onBad}
      />
      <NumberField
        label="Disk each, MiB"
        value={request.diskMib}
        min={0}
        max={999_999_999}
        onChange={(diskMib) => ask({ diskMib })}
        onBad={onBad}
      />
      <div className="field">
        <span>Network</span>
        <Choice
          label="Network"
          value={request.network}
          items={[
            { value: 'bridge', label: 'bridge' },
            { value: 'sriov', label: 'sriov', note: 'a VF each' },
          ]}
          onChange={(network) => ask({ network })}
        />
      </div>
      <div className="field">
        <span>NumaNodes</span>
        <Choice
          label="NumaNodes"
          value={request.numa}
          items={[
            { value: 'preferred', label: 'preferred', note: 'as few as can hold it' },
            { value: 'single', label: 'single', note: 'one, or refused' },
          ]}
          onChange={(numa) => ask({ numa })}
        />
      </div>
    </>
  )
}
