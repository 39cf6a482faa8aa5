import type { ListedLoss } from '../fault.ts'
import type { Fleet } from '../fleet.ts'
import { CappedFaults } from '../import/capped-faults.ts'
import { formatTimestamp } from '../import/timestamps.ts'
import type { FaultSpec } from './fault-schema.ts'
import { expectedName, type FaultList } from './faults.ts'
import type { Library } from './library.ts'
import { LOGGED_DOMAINS, type LoggedDomain, type LoggedLoss, type LogTime, parseLossLog } from './loss-log.ts'

/** Names of a fleet by what can be lost. */
export function lostNames({ hosts }: Fleet): ReadonlyMap<LoggedDomain, ReadonlySet<string>> {
  const key = (domain: LoggedDomain) => (domain === 'host' ? 'name' : domain)
  return new Map(LOGGED_DOMAINS.map((domain) => [domain, new Set(hosts.map((host) => host[key(domain)]))]))
}

/**
 * Outages of the scenario's log, as far as they lie in the run: one that began before is lost at 0, one that is not
 * over is down to the end. A fault where none of them does, for then the start is wrong.
 */
export function loggedLosses(
  { lossLog }: FaultSpec,
  { fleet, durationUs, library }: { readonly fleet: Fleet; readonly durationUs: number; readonly library: Library },
  faults: FaultList,
): readonly ListedLoss[] {
  if (lossLog === undefined) return []
  const { file, start } = lossLog
  const text = library.lossLog(file)
  if (text === null) {
    faults.add('spec.lossLog.file', JSON.stringify(file), 'the name of a file in losses/ beside the scenario')
    return []
  }
  const log = parseLossLog(text)
  const own = new CappedFaults()
  if (!log.ok) own.addAll(log.faults)
  const entries = log.ok ? log.value : []
  if (start === undefined && entries.some(({ at }) => at.isDate)) {
    const expected = `the date and time at which the scenario begins, as ${file} has dates`
    faults.add('spec.lossLog.start', 'nothing', expected)
  }
  checkNames(entries, fleet, own)
  const fromStart = ({ us, isDate }: LogTime): number => (isDate ? us - (start ?? us) : us)
  const losses = entries.flatMap(({ at, domain, name, until }): readonly ListedLoss[] => {
    const atUs = Math.max(0, fromStart(at))
    const untilUs = Math.min(until === null ? durationUs : fromStart(until), durationUs)
    return untilUs <= atUs ? [] : [{ atUs, domain, name, downUs: untilUs - atUs }]
  })
  if (own.isEmpty && faults.isEmpty && entries.length > 0 && losses.length === 0) {
    own.add('', spanOf(entries), 'an outage between the start of the scenario and its end')
  }
  for (const { path, found, expected } of own.all) faults.add(path === '' ? file : `${file}: ${path}`, found, expected)
  return losses
}

function checkNames(entries: readonly LoggedLoss[], fleet: Fleet, faults: CappedFaults): void {
  const known = lostNames(fleet)
  for (const { domain, name, pathOf } of entries) checkLostName(known, { domain, name }, pathOf('name'), faults)
}

/** A fault where the fleet has no such host or domain; without any host the fleet's own fault says it all. */
export function checkLostName(
  known: ReturnType<typeof lostNames>,
  { domain, name }: { readonly domain: LoggedDomain; readonly name: string },
  path: string,
  faults: Pick<FaultList, 'add'>,
): void {
  const names = known.get(domain) ?? new Set()
  if (names.size > 0 && !names.has(name)) faults.add(path, JSON.stringify(name), expectedName(domain, name, names))
}

function spanOf(entries: readonly LoggedLoss[]): string {
  const { isDate } = entries[0].at
  const times = entries.map(({ at }) => at.us)
  const say = (us: number): string => (isDate ? formatTimestamp(us) : `${us / 1e6} s`)
  return `outages from ${say(Math.min(...times))} to ${say(Math.max(...times))}`
}
