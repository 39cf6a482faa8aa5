import * as Comlink from 'comlink'
import type { CasesApi } from './cases-protocol.ts'

/** Starts the worker that reads and audits cases. onCrash gets the message when its script fails. */
export function startCasesClient(onCrash: (message: string) => void): Comlink.Remote<CasesApi> {
  const worker = new Worker(new URL('./cases.worker.ts', import.meta.url), { type: 'module' })
  worker.addEventListener('error', (event) => onCrash(event.message || 'the worker for cases could not be started'))
  return Comlink.wrap<CasesApi>(worker)
}
