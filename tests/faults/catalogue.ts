import { CHOICE_FAULTS } from './choice-faults.ts'
import { DIMENSION_FAULTS } from './dimension-faults.ts'
import { GROUP_FAULTS } from './group-faults.ts'
import { PEER_FAULTS } from './peer-faults.ts'
import type { PlantedFault } from './planted-fault.ts'
import { PREEMPTION_FAULTS } from './preemption-faults.ts'
import { ROUND_FAULTS } from './round-faults.ts'
import { STATE_FAULTS } from './state-faults.ts'
import { VOLUME_FAULTS } from './volume-faults.ts'

/** Faults as a programmer makes them: off by one, a column forgotten, an order left to chance, a stale value. */
export const CATALOGUE: readonly PlantedFault[] = [
  ...STATE_FAULTS,
  ...CHOICE_FAULTS,
  ...ROUND_FAULTS,
  ...DIMENSION_FAULTS,
  ...PREEMPTION_FAULTS,
  ...GROUP_FAULTS,
  ...PEER_FAULTS,
  ...VOLUME_FAULTS,
]
