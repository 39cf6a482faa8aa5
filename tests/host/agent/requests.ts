import type { AgentHolding, AllocationRequest } from '../../../src/model/agent.ts'

export const HOST = 'guest-1'
/** What the agent calls the disk at /data. */
export const DISK = 'disk0'

/** What differs from pod to pod; the rest of a request is the same for all. */
export interface PodChoice {
  readonly ordinal: number
  readonly cpus: string
  readonly memoryMib: Readonly<Record<string, number>>
  readonly pid: number | null
  readonly diskMib?: Readonly<Record<string, number>>
  readonly ioKibps?: number
  /** Index of a virtual function of pf0; left out: bridge. */
  readonly vf?: number
  readonly vlan?: number
  /** Counts the decisions of a pod: another number is another decision. */
  readonly step?: number
}

/** A whole AllocationRequest of game `demo`; address and MAC follow from the ordinal, so that no two pods share one. */
export function requestOf(choice: PodChoice): AllocationRequest {
  const { ordinal, vlan = 100, step = 1 } = choice
  const pod = `demo/z1/server-${ordinal}`
  return {
    pod,
    game: 'demo',
    zone: 'z1',
    component: 'server',
    asked: {
      cpus: 2,
      memoryMib: 128,
      diskMib: 0,
      ioKibps: 0,
      network: choice.vf === undefined ? 'bridge' : 'sriov',
      numa: 'preferred',
      where: {},
      spread: [],
      profile: 'pack',
    },
    decisionId: `plan-1/${ordinal * 1000 + step}/forward`,
    holding: holdingOf(choice),
    network: { vlan, prefixLength: 24 },
    process: choice.pid === null ? null : { pid: choice.pid },
  }
}

function holdingOf({ ordinal, cpus, memoryMib, diskMib, ioKibps, vf }: PodChoice): AgentHolding {
  return {
    host: HOST,
    cpus,
    memoryMib,
    ...(diskMib === undefined ? {} : { diskMib }),
    ...(ioKibps === undefined ? {} : { ioKibps }),
    network: vf === undefined ? 'bridge' : 'sriov',
    ...(vf === undefined ? {} : { vf: `pf0:${vf}` }),
    ip: `10.20.0.${10 + ordinal}`,
    segment: 'game',
    mac: macOf(ordinal),
  }
}

export function macOf(ordinal: number): string {
  return `02:be:00:00:00:${(16 + ordinal).toString(16)}`
}
