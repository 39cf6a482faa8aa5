import { Popover } from '@base-ui/react/popover'
import { formatCount } from '../format.ts'
import { useRun } from '../use-store.ts'
import { popups } from './popups.ts'

/** Under an own policy: what each plug-in took of the run. */
export default function PluginTimes() {
  const plugins = useRun((run) => run.plugins)
  if (plugins.length === 0) return null
  const percent = plugins.reduce((sum, plugin) => sum + plugin.percent, 0)
  return (
    <Popover.Root>
      <Popover.Trigger className="status-button">
        {plugins.length} plug-ins: {percent.toFixed(0)} % of deciding
      </Popover.Trigger>
      <Popover.Portal container={popups()}>
        <Popover.Positioner side="top" align="end" sideOffset={6} className="choice-positioner">
          <Popover.Popup className="credits plugin-times">
            <Popover.Title>What plug-ins took of the run</Popover.Title>
            <table className="figures" aria-label="Plug-ins">
              <thead>
                <tr>
                  <th scope="col">Plug-in</th>
                  <th scope="col">Calls</th>
                  <th scope="col">ms</th>
                  <th scope="col">ns a call</th>
                  <th scope="col">of deciding</th>
                </tr>
              </thead>
              <tbody>
                {plugins.map(({ plugin, calls, ms, nsPerCall, percent: share }) => (
                  <tr key={plugin} data-plugin={plugin}>
                    <th scope="row">{plugin}</th>
                    <td>{formatCount(calls)}</td>
                    <td>{ms.toFixed(1)}</td>
                    <td>{formatCount(nsPerCall)}</td>
                    <td>{share.toFixed(1)} %</td>
                  </tr>
                ))}
              </tbody>
            </table>
            <p className="faint">Less what reading the clock takes; second calls are not counted.</p>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}
