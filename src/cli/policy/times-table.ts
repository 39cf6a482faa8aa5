import type { PluginShare } from '../../model/policy-report.ts'
import { formatCount, table } from '../output.ts'

/** What plug-ins took as a table, '' without any. */
export function timesTable(times: readonly PluginShare[]): string {
  if (times.length === 0) return ''
  const rows = times.map(({ plugin, calls, ms, nsPerCall, percent }) => {
    return [plugin, formatCount(calls), ms.toFixed(1), String(nsPerCall), `${percent.toFixed(1)} %`]
  })
  return `\n${table([['PLUG-IN', 'CALLS', 'MS', 'NS A CALL', 'OF DECIDING'], ...rows])}`
}
