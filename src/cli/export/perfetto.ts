import type { Fault } from '../../base/result.ts'
import type { DecisionLine } from '../../model/decision.ts'
import { eachDecision } from './each-decision.ts'
import type { ExportedRun, ExportKind } from './export-kind.ts'
import { readSeries } from './run-table.ts'
import type { Sink } from './text-sink.ts'

/** Series shown as counters. */
const COUNTERS = ['players', 'playersRefused', 'podsPlaced', 'podsPending', 'cpusRequested', 'hostsUp', 'hostsInUse']

/** Process of what is about the whole fleet; hosts come after it. */
const FLEET_PID = 1
/** Track of decisions that are about no host. */
const DECISIONS_TID = 1

const BATCH_LENGTH = 1 << 16

/**
 * `berth export perfetto`: a run in the Trace Event Format of JSON, which ui.perfetto.dev opens. A host is a process
 * and its pods are slices on its tracks, one at a time on each; resizes are instants there, refusals are on a track of
 * the fleet, series are counters. Times are microseconds of the run.
 */
export const PERFETTO: ExportKind = {
  options: [],
  formats: ['json'],
  isBinary: false,
  logs: () => ['decisions'],
  prepare: () => writeTrace,
}

async function writeTrace(run: ExportedRun, sink: Sink): Promise<readonly Fault[]> {
  const rows = await readSeries(run.directory)
  if ('path' in rows) return [rows]
  const events = new EventList(sink)
  const hosts = new Map(run.head.fleet.hosts.map(({ name }, i) => [name, new HostTracks(FLEET_PID + 1 + i)]))
  await events.add({ ph: 'M', name: 'process_name', pid: FLEET_PID, tid: 0, args: { name: 'fleet' } })
  await events.add({ ph: 'M', name: 'thread_name', pid: FLEET_PID, tid: DECISIONS_TID, args: { name: 'refusals' } })
  for (const [name, { pid }] of hosts)
    await events.add({ ph: 'M', name: 'process_name', pid, tid: 0, args: { name: `host ${name}` } })
  let lastUs = 0
  for (const row of rows) {
    lastUs = Math.max(lastUs, row['atUs'])
    for (const name of COUNTERS.filter((counter) => counter in row))
      await events.add({ ph: 'C', name, pid: FLEET_PID, tid: 0, ts: row['atUs'], args: { [name]: row[name] } })
  }
  const faults = await eachDecision(run, async (line) => {
    lastUs = Math.max(lastUs, line.atUs)
    for (const event of eventsOf(line, hosts)) await events.add(event)
  })
  if (faults.length > 0) return faults
  for (const tracks of hosts.values()) {
    for (const event of tracks.endAll(lastUs)) await events.add(event)
    for (const event of tracks.names()) await events.add(event)
  }
  await events.end()
  return []
}

/** An event of the format; `ts` and `dur` in us. */
type TraceEvent = Readonly<Record<string, unknown>> & { readonly ph: 'M' | 'X' | 'i' | 'C' }

function eventsOf(line: DecisionLine, hosts: ReadonlyMap<string, HostTracks>): readonly TraceEvent[] {
  if (line.kind === 'refuse') {
    const { action, cause, reasons } = line
    const args = { pod: line.pod, action, cause, reasons }
    return [
      { ph: 'i', s: 't', name: `refuse ${line.component}`, pid: FLEET_PID, tid: DECISIONS_TID, ts: line.atUs, args },
    ]
  }
  const tracks = hosts.get(line.host)
  if (tracks === undefined) return []
  switch (line.kind) {
    case 'place':
      tracks.begin(line)
      return []
    case 'resize':
      return [tracks.instant(line)]
    case 'migrate': {
      const before = hosts.get(line.from)?.end(line.pod, line.atUs, 'migrate') ?? []
      tracks.begin(line)
      return before
    }
    default:
      return tracks.end(line.pod, line.atUs, line.cause)
  }
}

interface OpenSlice {
  readonly line: Exclude<DecisionLine, { kind: 'refuse' | 'release' }>
  readonly tid: number
}

/** Tracks of one host: each pod is on the lowest one that is free, so that slices of a track never meet. */
class HostTracks {
  readonly pid: number
  readonly #open = new Map<string, OpenSlice>()
  /** By track, from 1; whether a pod is on it. */
  readonly #taken: boolean[] = []

  constructor(pid: number) {
    this.pid = pid
  }

  begin(line: OpenSlice['line']): void {
    const free = this.#taken.indexOf(false)
    const track = free === -1 ? this.#taken.length : free
    this.#taken[track] = true
    this.#open.set(line.pod, { line, tid: track + 1 })
  }

  end(pod: string, atUs: number, cause: string): readonly TraceEvent[] {
    const slice = this.#open.get(pod)
    if (slice === undefined) return []
    this.#open.delete(pod)
    this.#taken[slice.tid - 1] = false
    const { line, tid } = slice
    const { game, zone, component, cpus = '', cpuMilli = 0, memoryMib, ip = '', vf = '' } = line
    const args = { game, zone, component, cpus, cpuMilli, memoryMib, ip, vf, cause: line.cause, ended: cause }
    return [{ ph: 'X', name: pod, cat: component, pid: this.pid, tid, ts: line.atUs, dur: atUs - line.atUs, args }]
  }

  endAll(atUs: number): readonly TraceEvent[] {
    return [...this.#open.keys()].flatMap((pod) => this.end(pod, atUs, 'end of the run'))
  }

  instant(line: OpenSlice['line']): TraceEvent {
    const { pod, atUs, cause, cpus = '', cpuMilli = 0, memoryMib } = line
    const tid = this.#open.get(pod)?.tid ?? 0
    return {
      ph: 'i',
      s: 't',
      name: `${line.kind} ${pod}`,
      pid: this.pid,
      tid,
      ts: atUs,
      args: { cause, cpus, cpuMilli, memoryMib },
    }
  }

  names(): readonly TraceEvent[] {
    return this.#taken.map((_, i): TraceEvent => {
      return { ph: 'M', name: 'thread_name', pid: this.pid, tid: i + 1, args: { name: `pods ${i + 1}` } }
    })
  }
}

/** Writes events as the list of one JSON object. */
class EventList {
  readonly #sink: Sink
  #batch = '{"displayTimeUnit":"ms","traceEvents":['
  #isFirst = true

  constructor(sink: Sink) {
    this.#sink = sink
  }

  async add(event: TraceEvent): Promise<void> {
    this.#batch += `${this.#isFirst ? '\n' : ',\n'}${JSON.stringify(event)}`
    this.#isFirst = false
    if (this.#batch.length < BATCH_LENGTH) return
    const full = this.#batch
    this.#batch = ''
    await this.#sink.write(full)
  }

  async end(): Promise<void> {
    await this.#sink.write(`${this.#batch}\n]}\n`)
  }
}
