/** Entries kept of each name; older ones are dropped so that a page left open does not grow. */
const ENTRIES_MAX = 600
const counts = new Map<string, number>()

/** Records a span that ends now in the browser's user timing, where profilers and tests find it. */
export function measureSince(name: string, startMs: number): void {
  const count = (counts.get(name) ?? 0) + 1
  if (count > ENTRIES_MAX) performance.clearMeasures(name)
  counts.set(name, count > ENTRIES_MAX ? 1 : count)
  performance.measure(name, { start: startMs, end: performance.now() })
}

/** Marks an instant once a page. */
export function markOnce(name: string): void {
  if (performance.getEntriesByName(name).length === 0) performance.mark(name)
}
