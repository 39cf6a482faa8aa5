import type { AllocationRequest } from '../../../src/model/agent.ts'
import { REQUEST } from './requests.ts'

/** Second pod of the sequence. */
export const BRIDGED: AllocationRequest = {
  ...REQUEST,
  pod: 'lobby/main/room-1',
  decisionId: 'night/2/forward',
  holding: {
    host: 'h1',
    cpus: '1-2',
    memoryMib: { '0': 128 },
    network: 'bridge',
    ip: '10.3.4.11',
    segment: 'games',
    mac: '02:00:0a:03:04:0b',
  },
}

/** One decision of the sequence: a request to hold, or a pod to release. */
export type Decision = AllocationRequest | string

function next(request: AllocationRequest, n: number, holding: Partial<AllocationRequest['holding']>, more = {}) {
  return { ...request, ...more, decisionId: `night/${n}/forward`, holding: { ...request.holding, ...holding } }
}

const GROWN = next(REQUEST, 3, { cpus: '4-6', memoryMib: { '1': 512 }, diskMib: { disk0: 128 } })
const WITH_PROCESS = next(BRIDGED, 4, {}, { process: { pid: 77 } })
const OTHER_CPUS = next(GROWN, 5, { cpus: '5-7' })

/**
 * Ten decisions that touch every field: two places, a grow, a process, a move of Cpus, a shrink over NumaNodes, another
 * VF, another mode of network, a release, and a place in what it left.
 */
export const SEQUENCE: readonly Decision[] = [
  { ...REQUEST, holding: { ...REQUEST.holding, cpus: '5' } },
  BRIDGED,
  GROWN,
  WITH_PROCESS,
  OTHER_CPUS,
  next(OTHER_CPUS, 6, { cpus: '5', memoryMib: { '1': 100, '0': 50 }, ioKibps: 1024 }),
  next(OTHER_CPUS, 7, { vf: 'eth1:2', mac: '02:00:0a:03:04:0c', ip: '10.3.4.12' }),
  next(WITH_PROCESS, 8, { network: 'sriov', vf: 'eth1:0', cpus: '1-3' }),
  REQUEST.pod,
  next(BRIDGED, 10, { ip: '10.3.4.13', mac: '02:00:0a:03:04:0d', cpus: '6' }, { pod: 'lobby/main/room-2' }),
]
