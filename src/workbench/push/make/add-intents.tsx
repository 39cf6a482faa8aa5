import { counted } from '../parts/words.ts'
import type { LiveFleet } from '../picture/live-fleet.ts'
import CreateForm from './create-form.tsx'
import { addIntent } from './draft-store.ts'
import PickByName from './pick-by-name.tsx'

/** Everything that can be put on the bench without the map. */
export default function AddIntents({ live }: { readonly live: LiveFleet }) {
  const waiting = live.snapshot.pods.filter((pod) => pod.holding === null && pod.state === 'pending').length
  return (
    <section className="panel side-panel" aria-labelledby="add-title">
      <header className="panel-header">
        <h2 id="add-title">Add to it</h2>
      </header>
      <div className="side-body add-intents">
        <div className="add-row">
          <button type="button" className="button" disabled={waiting === 0} onClick={() => addIntent({ kind: 'bind' })}>
            Place what waits
          </button>
          <span className="obstacle">{waiting === 0 ? 'No pod waits.' : `${counted(waiting, 'pod')} waiting.`}</span>
        </div>
        <PickByName live={live} />
        <CreateForm live={live} />
      </div>
    </section>
  )
}
