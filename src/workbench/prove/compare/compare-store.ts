import { createStore } from 'zustand/vanilla'
import type { Fault } from '../../../base/result.ts'
import { type ComparisonClient, startComparisonClient } from '../../../worker/comparison-client.ts'
import type { Figure, SeedPair } from '../../../worker/comparison-protocol.ts'
import { policyNow } from '../../state/policy.ts'
import type { ComparisonSpec } from '../state/prove-address.ts'
import { endSides, startSides } from './sides.ts'

/** The comparison on the page and how it stands. */
export interface CompareStore {
  readonly status: 'idle' | 'running' | 'done' | 'cancelled' | 'faults' | 'failed'
  readonly spec: ComparisonSpec | null
  /** By seed, counted from 0; gaps where a seed is not done. */
  readonly pairs: readonly (SeedPair | undefined)[]
  readonly done: number
  /** Of all seeds together, 0 to 1. */
  readonly share: number
  /** Over the seeds done so far. */
  readonly figures: readonly Figure[]
  readonly faults: readonly Fault[]
  readonly error: string
}

const NOTHING: CompareStore = {
  status: 'idle',
  spec: null,
  pairs: [],
  done: 0,
  share: 0,
  figures: [],
  faults: [],
  error: '',
}

export const compareStore = createStore<CompareStore>(() => NOTHING)

/** Each worker holds two runs of a fleet. */
const WORKERS_MAX = 4

let clients: readonly ComparisonClient[] = []
/** Counts comparisons: what an older one still reports is dropped. */
let turn = 0

/** Runs every seed with both profiles, spread over workers; faults and failures end up in the store. */
export async function startComparison(spec: ComparisonSpec): Promise<void> {
  endComparison()
  const own = ++turn
  compareStore.setState({ ...NOTHING, status: 'running', spec, pairs: Array(spec.seeds).fill(undefined) })
  const policy = await policyNow()
  if (own !== turn) return
  startSides(spec, policy)
  const fail = (error: string): void => {
    if (own === turn) stop({ status: 'failed', error })
  }
  const shares = new Float64Array(spec.seeds)
  let next = 0
  clients = Array.from({ length: Math.min(WORKERS_MAX, navigator.hardwareConcurrency, spec.seeds) }, () =>
    startComparisonClient(fail),
  )
  const work = async (client: ComparisonClient): Promise<void> => {
    while (own === turn && next < spec.seeds) {
      const index = next++
      const { scenario, size, a, b } = spec
      const result = await client.pair({ scenario, size, a, b, seed: index + 1 }, policy, (share) => {
        shares[index] = share
        if (own === turn) compareStore.setState({ share: shares.reduce((sum, each) => sum + each, 0) / spec.seeds })
      })
      if (own !== turn) return
      if (!result.ok) return stop({ status: 'faults', faults: result.faults })
      const pairs = compareStore.getState().pairs.with(index, result.pair)
      const known = pairs.filter((pair) => pair !== undefined)
      const figures = await client.api.figures(known)
      if (own !== turn) return
      // Another seed may have ended meanwhile: its figures count more seeds and stay.
      compareStore.setState((now) => {
        const all = now.pairs.with(index, result.pair)
        const done = all.filter((pair) => pair !== undefined).length
        return { pairs: all, done, figures: done === known.length || now.figures.length === 0 ? figures : now.figures }
      })
    }
  }
  try {
    await Promise.all(clients.map(work))
    if (own !== turn) return
    const { pairs } = compareStore.getState()
    const figures = await clients[0].api.figures(pairs.filter((pair) => pair !== undefined))
    if (own === turn) stop({ status: 'done', figures, share: 1 })
  } catch (error) {
    fail(String(error))
  }
}

/** Ends the runs; the figures of the seeds that are done stay. */
export function cancelComparison(): void {
  if (compareStore.getState().status !== 'running') return
  endSides()
  stop({ status: 'cancelled' })
}

/** Ends everything that runs for a comparison, also the runs behind the maps. */
export function endComparison(): void {
  stop({ status: 'idle', spec: null })
  endSides()
}

function stop(change: Partial<CompareStore>): void {
  turn++
  for (const client of clients) client.terminate()
  clients = []
  compareStore.setState(change)
}
