import * as Comlink from 'comlink'
import type { RunProgress, SimulationApi } from './protocol.ts'

/** The simulation worker as seen from the page. */
export interface SimulationClient {
  readonly api: Comlink.Remote<SimulationApi>
  /** As `api.run`, with the callback wrapped so that it can be called from the worker. */
  run(pace: number | null, report: (progress: RunProgress) => void): Promise<void>
  terminate(): void
}

/** Starts a simulation worker. onCrash gets the message when the worker's script fails. */
export function startSimulationClient(onCrash: (message: string) => void): SimulationClient {
  const worker = new Worker(new URL('./simulation.worker.ts', import.meta.url), { type: 'module' })
  worker.addEventListener('error', (event) => onCrash(event.message || 'the simulation worker could not be started'))
  const api = Comlink.wrap<SimulationApi>(worker)
  return {
    api,
    run: (pace, report) => api.run(pace, Comlink.proxy(report)),
    terminate: () => worker.terminate(),
  }
}
