import type { ScenarioSize } from '../../model/scenario.ts'
import { startSimulationClient } from '../../worker/client.ts'
import type { DigestedRun } from '../../worker/protocol.ts'
import { mapHolder } from '../plan/map/map-holder.ts'
import { policyNow } from './policy.ts'

interface ScriptDoor {
  /** Runs a bundled scenario to its end in a worker of its own and gives the digest of its decision log. */
  runDigest(scenario: string, size: ScenarioSize, seed: number, profile?: string): Promise<DigestedRun>
  /** Where on the page the cell of a Cpu is drawn, null when it is not. */
  cellOf(host: string, cpu: number): { x: number; y: number } | null
}

declare global {
  interface Window {
    berth?: ScriptDoor
  }
}

/** For scripts: `berth.runDigest('launch-day', 'demo', 1)` compares this browser's decisions with another engine's. */
export function exposeScriptDoor(): void {
  window.berth = {
    async runDigest(scenario, size, seed, profile) {
      let fail: (error: Error) => void = () => {}
      const crashed = new Promise<never>((_, reject) => {
        fail = reject
      })
      const client = startSimulationClient((message) => fail(new Error(message)))
      try {
        const spec = { scenario, size, seed, profile: profile ?? null }
        return await Promise.race([client.api.runDigest(spec, await policyNow()), crashed])
      } finally {
        client.terminate()
      }
    },
    cellOf(host, cpu) {
      const { map } = mapHolder
      const cell = map?.cellCentre(mapHolder.hostNumber(host), cpu)
      const box = map?.canvas.getBoundingClientRect()
      return cell && box ? { x: box.left + cell.x, y: box.top + cell.y } : null
    },
  }
}
