import * as Comlink from 'comlink'
import type { ComparisonApi, PairResult, PairSpec } from './comparison-protocol.ts'
import type { RunPolicy } from './protocol.ts'

/** A worker that compares policies, as seen from the page. */
export interface ComparisonClient {
  readonly api: Comlink.Remote<ComparisonApi>
  /** As `api.pair`, with the callback wrapped so that it can be called from the worker. */
  pair(spec: PairSpec, policy: RunPolicy, report: (share: number) => void): Promise<PairResult>
  terminate(): void
}

/** Starts a worker. onCrash gets the message when its script fails. */
export function startComparisonClient(onCrash: (message: string) => void): ComparisonClient {
  const worker = new Worker(new URL('./comparison.worker.ts', import.meta.url), { type: 'module' })
  worker.addEventListener('error', (event) => onCrash(event.message || 'the comparing worker could not be started'))
  const api = Comlink.wrap<ComparisonApi>(worker)
  return {
    api,
    pair: (spec, policy, report) => api.pair(spec, policy, Comlink.proxy(report)),
    terminate: () => worker.terminate(),
  }
}
