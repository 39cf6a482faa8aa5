import type { Maintenances } from './maintenance/maintenances.ts'
import type { Rollouts } from './rollout/rollouts.ts'
import type { GameRun } from './workload/game-run.ts'
import type { PodWatch } from './world/world-parts.ts'

/** Who follows the pods of a run; each is there when the first pod is. */
export interface Followers {
  rollouts(): Rollouts
  maintenance(): Maintenances
  gameOf(slot: number): GameRun
}

/** Tells rollouts, planned work and games what happens to pods. */
export function watchOf({ rollouts, maintenance, gameOf }: Followers): PodWatch {
  return {
    fails: (slot) => rollouts().fails(slot),
    lost: (atUs, slot) => gameOf(slot).podLost(atUs, slot),
    ready(atUs, slot) {
      rollouts().ready(atUs, slot)
      maintenance().ready(atUs, slot)
    },
    gone(atUs, slot) {
      rollouts().gone(atUs, slot)
      maintenance().gone(slot)
    },
  }
}
