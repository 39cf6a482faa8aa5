import { useEffect } from 'react'
import FaultTable from '../../shell/fault-table.tsx'
import SceneCanvas from '../map/scene-canvas.tsx'
import { useCase, useProveView } from '../use-prove.ts'
import { caseSource } from './case-scene.ts'
import { showCase } from './case-store.ts'
import MapSigns from './map-signs.tsx'
import StepBar from './step-bar.tsx'
import StepList from './step-list.tsx'
import Verdict from './verdict.tsx'

/** A case played on its hosts, with the law that it breaks pointed at. */
export default function CaseScreen() {
  const name = useProveView((view) => view.name)
  const status = useCase((store) => store.status)
  useEffect(() => {
    if (name !== null) showCase(name)
  }, [name])
  if (status !== 'open') return <CaseNotice />
  return <OpenCase />
}

function OpenCase() {
  const story = useCase((store) => store.story)
  if (story === null) return null
  const { opened } = story
  const count = opened.fleet.hosts.length
  return (
    <div className="case">
      <StepBar story={story} />
      <section className="panel map-panel" aria-labelledby="case-title">
        <header className="panel-header">
          <h2 id="case-title">{opened.title}</h2>
          <span className="figure faint">
            {count} {count === 1 ? 'host' : 'hosts'} · {story.pods.length} {story.pods.length === 1 ? 'pod' : 'pods'} ·
            decided by {opened.decidedBy === 'recording' ? 'the recorded engine' : 'today’s engine'}{' '}
            {opened.engineVersion}
          </span>
        </header>
        <SceneCanvas label="Hosts of the case" source={caseSource} />
        <footer className="legend">
          <MapSigns />
        </footer>
      </section>
      <div className="case-side">
        <Verdict story={story} />
        <StepList story={story} />
      </div>
    </div>
  )
}

function CaseNotice() {
  const status = useCase((store) => store.status)
  const name = useCase((store) => store.name)
  const faults = useCase((store) => store.faults)
  const error = useCase((store) => store.error)
  if (status === 'faults') {
    return (
      <section className="notice" role="alert">
        <h2>
          {name === 'files' ? 'These files' : name} cannot be played: {faults.length}{' '}
          {faults.length === 1 ? 'fault' : 'faults'}
        </h2>
        <FaultTable faults={faults} label="Faults" />
        <p>A run directory has manifest.json, fleet.json, events.ndjson and decisions.ndjson.</p>
      </section>
    )
  }
  if (status === 'failed') {
    return (
      <section className="notice" role="alert">
        <h2>The case stopped on a fault of the program</h2>
        <pre>{error}</pre>
      </section>
    )
  }
  return (
    <section className="notice" aria-busy="true">
      <h2>Opening {name}</h2>
      <progress aria-label="Opening the case" />
      <p>Reading its log and auditing every line.</p>
    </section>
  )
}
