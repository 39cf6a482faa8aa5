import {
  goodLog,
  holding,
  type Line,
  type Log,
  mac,
  type Place,
  place,
  profile,
  refuse,
  release,
  who,
} from './good-log.ts'

const RESERVED = 'reserved/p1/g/z9/logic-0'
const reservedWho: Line = { pod: RESERVED, game: 'g', zone: 'z9', component: 'logic' }
const migrateAsked = (atUs: number, pod: string, cause: string): Line => ({ atUs, kind: 'migrate', pod, cause })

/** What a live fleet tells after the good log: h3 has 12 Cpus free, h2 10, the others none. */
const EVENTS: readonly Line[] = [
  { atUs: 7000, kind: 'foreign', host: 'h3', cpus: '6-7,14-15', memoryMib: { 1: 8000 } },
  {
    atUs: 7000,
    kind: 'adopt',
    ...reservedWho,
    host: 'h2',
    cpus: '5,13',
    memoryMib: { 1: 2048 },
    diskMib: { data1: 700 },
    network: 'sriov',
    vf: 'ens1:0',
    ip: '10.0.0.22',
    segment: 'seg-a',
    mac: mac('10.0.0.22'),
  },
  { atUs: 8000, kind: 'cordon', host: 'h2' },
  migrateAsked(8000, 'g/z2/logic-0', 'drain'),
  migrateAsked(8000, 'g/z1/logic-1', 'drain'),
  { atUs: 9000, kind: 'uncordon', host: 'h2' },
  migrateAsked(9000, 'g/z2/logic-0', 'plan'),
  { atUs: 10_000, kind: 'forget', pod: 'g/z2/logic-0' },
  { atUs: 10_000, kind: 'foreign', host: 'h2', cpus: '3,11', memoryMib: {} },
  { atUs: 11_000, kind: 'release', pod: RESERVED, cause: 'gone' },
  { atUs: 11_000, kind: 'foreign', host: 'h3', cpus: '', memoryMib: {} },
  migrateAsked(12_000, 'g/z2/logic-0', 'drain'),
]

const migrate = (atUs: number, pod: string, from: string, at: Place, cause: string): Line => ({
  atUs,
  kind: 'migrate',
  ...who(pod),
  from,
  ...holding(pod, at),
  cause,
  profile: profile(pod),
})

const DECISIONS: readonly Line[] = [
  // 18: z1 must stay in m1, where h1 has the zone's other pod; its own h2 counts nowhere.
  refuse(8000, 'g/z1/logic-1', 'migrate', 4, 6000, 'drain', { Where: 1, Together: 1, SpreadLimit: 1 }),
  // 19: alone in its zone it may go to h2 (cordoned) or h1 (full); NumaNode 0 of h1 has memory and a VF for it.
  refuse(
    8000,
    'g/z2/logic-0',
    'migrate',
    2,
    4096,
    'drain',
    { HostUp: 1, Where: 1, Cpus: 1 },
    { resource: 'cpus', amount: 2, hosts: 1 },
  ),
  // 20: NumaNode 0 of h2 has the fewest free Cpus; the address it gave back is the lowest free one.
  migrate(
    9000,
    'g/z2/logic-0',
    'h3',
    { host: 'h2', cpus: '3,11', memoryMib: { 0: 4096 }, vf: 'ens0:1', ip: '10.0.0.12' },
    'plan',
  ),
  release(10_000, 'g/z2/logic-0', 'h2', 'bind-failed'),
  // 22: h2 scores 813 with NumaNode 1, as others have what was free on 0; h3 776.
  place(
    10_000,
    'g/z2/logic-0',
    { host: 'h2', cpus: '4,12', memoryMib: { 1: 4096 }, vf: 'ens1:1', ip: '10.0.0.12' },
    'recover',
  ),
  { atUs: 11_000, kind: 'release', ...reservedWho, host: 'h2', cause: 'gone' },
  // 24: h2 would still be better than h3, but it is the one to leave.
  migrate(
    12_000,
    'g/z2/logic-0',
    'h2',
    { host: 'h3', cpus: '1,9', memoryMib: { 0: 4096 }, vf: 'ens0:0', ip: '10.0.0.12' },
    'drain',
  ),
]

/** Lines of the live log that corruptions edit, counted in their own file. */
export const LIVE = {
  FOREIGN_H3: 20,
  ADOPT: 21,
  CORDON: 22,
  MIGRATE_ASKED: 26,
  FOREIGN_H2: 28,
  REFUSE_Z1: 18,
  REFUSE_Z2: 19,
  MIGRATE: 20,
  BIND_FAILED: 21,
  RECOVER: 22,
  RELEASE_RESERVED: 23,
  DRAIN: 24,
} as const

/** A fresh copy of the good log and 7 decisions of a live fleet after it, to be corrupted. */
export function liveLog(): Log {
  const { fleet, events, decisions } = goodLog()
  const lines = [...decisions, ...structuredClone(DECISIONS)]
  return {
    fleet,
    events: [...events, ...structuredClone(EVENTS)],
    decisions: lines.map((line, index) => ({ ...line, seq: index + 1 })).map(({ seq, ...rest }) => ({ seq, ...rest })),
  }
}
