import * as Comlink from 'comlink'
import type { FutureResult, FutureSpec, FuturesApi } from './futures-protocol.ts'
import type { RunPolicy } from './protocol.ts'

/** A worker that runs futures, as seen from the page. */
export interface FuturesClient {
  readonly api: Comlink.Remote<FuturesApi>
  /** As `api.run`, with the callback wrapped so that it can be called from the worker. */
  run(spec: FutureSpec, seed: number, policy: RunPolicy, report: (share: number) => void): Promise<FutureResult>
  terminate(): void
}

/** Starts a worker. onCrash gets the message when its script fails. */
export function startFuturesClient(onCrash: (message: string) => void): FuturesClient {
  const worker = new Worker(new URL('./futures.worker.ts', import.meta.url), { type: 'module' })
  worker.addEventListener('error', (event) => onCrash(event.message || 'the worker of futures could not be started'))
  const api = Comlink.wrap<FuturesApi>(worker)
  return {
    api,
    run: (spec, seed, policy, report) => api.run(spec, seed, policy, Comlink.proxy(report)),
    terminate: () => worker.terminate(),
  }
}
