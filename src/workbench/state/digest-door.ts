import type { RunCounts } from '../../model/run.ts'
import type { ScenarioSize } from '../../model/scenario.ts'
import { startSimulationClient } from '../../worker/client.ts'

interface DigestDoor {
  /** Runs a bundled scenario to its end in a worker of its own and gives the digest of its decision log. */
  runDigest(
    scenario: string,
    size: ScenarioSize,
    seed: number,
    profile?: string,
  ): Promise<{ digest: string; counts: RunCounts; wallMs: number }>
}

declare global {
  interface Window {
    berth?: DigestDoor
  }
}

/** Lets scripts compare this browser's decisions with another engine's: `berth.runDigest('launch-day', 'demo', 1)`. */
export function exposeDigest(): void {
  window.berth = {
    async runDigest(scenario, size, seed, profile) {
      let fail: (error: Error) => void = () => {}
      const crashed = new Promise<never>((_, reject) => {
        fail = reject
      })
      const client = startSimulationClient((message) => fail(new Error(message)))
      try {
        return await Promise.race([client.api.runDigest({ scenario, size, seed, profile: profile ?? null }), crashed])
      } finally {
        client.terminate()
      }
    },
  }
}
