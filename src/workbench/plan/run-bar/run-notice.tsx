import type { PluginFault } from '../../../model/policy-report.ts'
import { runCommand } from '../../shell/commands.ts'
import { useRun } from '../../use-store.ts'

/** In place of the panels when there is no run to show: why, and what to do next. */
export default function RunNotice() {
  const status = useRun((run) => run.status)
  const spec = useRun((run) => run.spec)
  if (status === 'faults') return <FaultList />
  if (status === 'failed') return <Failure />
  if (status === 'cancelled') {
    return (
      <section className="notice">
        <h2>Cancelled before it began</h2>
        <p>Nothing was recorded.</p>
        <button type="button" className="button primary" onClick={() => runCommand('run.start')}>
          Run again
        </button>
      </section>
    )
  }
  return (
    <section className="notice" aria-busy="true">
      <h2>
        Opening {spec.scenario} ({spec.size})
      </h2>
      <progress aria-label="Opening the scenario" />
      <p>Reading hosts, games and curves.</p>
      <button type="button" className="button" onClick={() => runCommand('run.cancel')}>
        Cancel
      </button>
    </section>
  )
}

function FaultList() {
  const faults = useRun((run) => run.faults)
  const spec = useRun((run) => run.spec)
  return (
    <section className="notice" role="alert">
      <h2>
        {spec.scenario} ({spec.size}) cannot be run: {faults.length} {faults.length === 1 ? 'fault' : 'faults'}
      </h2>
      <table className="faults">
        <thead>
          <tr>
            <th scope="col">Where</th>
            <th scope="col">Found</th>
            <th scope="col">Expected</th>
          </tr>
        </thead>
        <tbody>
          {faults.map((fault) => (
            <tr key={`${fault.path} ${fault.expected}`}>
              <td>
                <code>{fault.path === '' ? '(document)' : fault.path}</code>
              </td>
              <td>{fault.found}</td>
              <td>{fault.expected}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p>Choose another scenario, size or profile above and press r, or mend the file and open it again.</p>
    </section>
  )
}

function Failure() {
  const error = useRun((run) => run.error)
  const fault = useRun((run) => run.pluginFault)
  if (fault !== null) return <PluginNotice {...fault} />
  return (
    <section className="notice" role="alert">
      <h2>The run stopped on a fault of the program</h2>
      <pre>{error}</pre>
      <p>The scenario and seed in the address reproduce it. Another seed or scenario may run.</p>
      <button type="button" className="button" onClick={() => location.reload()}>
        Reload
      </button>
    </section>
  )
}

/** What a plug-in did that none may do: it ends the run. */
function PluginNotice({ plugin, pod, host, what }: PluginFault) {
  return (
    <section className="notice" role="alert">
      <h2>A plug-in ended the run: {plugin}</h2>
      <table className="faults" aria-label="What it did">
        <thead>
          <tr>
            <th scope="col">Plug-in</th>
            <th scope="col">Pod</th>
            <th scope="col">Host</th>
            <th scope="col">What it did</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <td>
              <code>{plugin}</code>
            </td>
            <td>{pod ?? 'none'}</td>
            <td>{host}</td>
            <td>{what}</td>
          </tr>
        </tbody>
      </table>
      <p>A policy answers the same for the same, within range, from what it is shown. Mend its file, then run again.</p>
      <button type="button" className="button primary" onClick={() => runCommand('run.start')}>
        Run again
      </button>
    </section>
  )
}
