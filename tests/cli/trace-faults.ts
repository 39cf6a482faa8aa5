/** An event of the Trace Event Format, as far as an export has them. */
interface TraceEvent {
  readonly ph: string
  readonly name: string
  readonly pid: number
  readonly tid: number
  readonly ts?: number
  readonly dur?: number
  readonly s?: string
  readonly args?: Readonly<Record<string, unknown>>
}

/**
 * What of a trace does not keep to the Trace Event Format, with what Perfetto asks beside it: whole times from 0 on,
 * slices of a track that do not overlap in part, a name for every process and every track with slices, counters of
 * numbers.
 */
export function faultsOfTrace(trace: { readonly traceEvents?: readonly TraceEvent[] }): readonly string[] {
  const events = trace.traceEvents
  if (!Array.isArray(events)) return ['no list traceEvents']
  const faults: string[] = []
  const processes = new Set<number>()
  const tracks = new Set<string>()
  const slices = new Map<string, TraceEvent[]>()
  for (const [i, event] of (events as TraceEvent[]).entries()) {
    const { ph, name, pid, tid, ts, dur, s, args } = event
    const fault = (text: string): void => void faults.push(`event ${i}: ${text}`)
    const isTime = (time: unknown): boolean => Number.isInteger(time) && (time as number) >= 0
    if (typeof name !== 'string' || name === '') fault('no name')
    if (!Number.isInteger(pid) || pid < 1 || !Number.isInteger(tid) || tid < 0) fault('no process or track')
    if (ph !== 'M' && !isTime(ts)) fault(`time ${ts}`)
    if (ph === 'M') {
      if (name !== 'process_name' && name !== 'thread_name') fault(`metadata ${name}`)
      if (typeof args?.['name'] !== 'string') fault('a name of nothing')
      if (name === 'process_name') processes.add(pid)
      else tracks.add(`${pid}/${tid}`)
    } else if (ph === 'X') {
      if (!isTime(dur)) fault(`duration ${dur}`)
      const key = `${pid}/${tid}`
      slices.set(key, [...(slices.get(key) ?? []), event])
    } else if (ph === 'i') {
      if (s !== 't' && s !== 'p' && s !== 'g') fault(`scope ${s}`)
    } else if (ph === 'C') {
      const values = Object.values(args ?? {})
      if (values.length === 0 || values.some((value) => !Number.isFinite(value))) fault('a counter of no number')
    } else fault(`phase ${ph}`)
  }
  for (const event of events as TraceEvent[])
    if (!processes.has(event.pid)) faults.push(`process ${event.pid} has no name`)
  for (const [key, list] of slices) {
    if (!tracks.has(key)) faults.push(`track ${key} has no name`)
    const sorted = [...list].sort((a, b) => (a.ts ?? 0) - (b.ts ?? 0) || (a.dur ?? 0) - (b.dur ?? 0))
    for (const [i, next] of sorted.entries()) {
      const before = sorted[i - 1]
      if (i > 0 && (before.ts ?? 0) + (before.dur ?? 0) > (next.ts ?? 0))
        faults.push(`track ${key}: ${next.name} before ${before.name} ended`)
    }
  }
  return [...new Set(faults)]
}
