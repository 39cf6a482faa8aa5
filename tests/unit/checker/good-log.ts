import type { AuditOptions } from '../../../simulator/checker/audit.ts'
import { startAudit } from '../../../simulator/checker/audit.ts'
import { AuditFeed } from '../../../simulator/checker/feed.ts'
import type { AuditReport } from '../../../simulator/checker/report.ts'
import type { Fleet, Host } from '../../../src/model/fleet.ts'
import type { PodRequest } from '../../../src/model/request.ts'

/** A line before it is written; corruptions edit these. */
// biome-ignore lint/suspicious/noExplicitAny: corruptions write what the types forbid.
export type Line = Record<string, any>

/** A run of 17 decisions on 4 hosts, worked out by hand from docs/ARCHITECTURE.md; comments give the reasoning. */
export interface Log {
  fleet: Fleet
  events: Line[]
  decisions: Line[]
}

const cores = (first: number): number[][] => [0, 1, 2, 3].map((core) => [first + core, first + core + 8])

/** 2 NumaNodes of 4 cores with 2 threads; core 0 is the system's, which leaves 6 + 8 Cpus. */
function host(name: string, region: string, idc: string, module: string): Host {
  return {
    name,
    region,
    idc,
    module,
    rack: `${module}-r1`,
    topology: 'small',
    numaNodes: [
      { id: 0, memoryMib: 16384, cores: cores(0) },
      { id: 1, memoryMib: 16384, cores: cores(4) },
    ],
    reservedCpus: '0,8',
    nics: [
      { name: 'ens0', numa: 0, vfs: 2 },
      { name: 'ens1', numa: 1, vfs: 2 },
    ],
    disks: [
      { name: 'data0', capacityMib: 100_000, ioKibps: 10_000 },
      { name: 'data1', capacityMib: 50_000, ioKibps: 5_000 },
    ],
    allocatable: { cpus: 14, memoryMib: 32768, diskMib: 150_000, vfs: 4 },
  }
}

const FLEET: Fleet = {
  hosts: [
    host('h1', 'r1', 'a', 'm1'),
    host('h2', 'r1', 'a', 'm1'),
    host('h3', 'r1', 'a', 'm2'),
    host('h4', 'r2', 'b', 'm3'),
  ],
  segments: [
    { name: 'seg-a', vlan: 10, subnet: '10.0.0.0/24', networks: ['sriov', 'bridge'] },
    { name: 'seg-b', vlan: 11, subnet: '10.0.1.0/24', networks: ['sriov', 'bridge'] },
    { name: 'seg-c', vlan: 12, subnet: '10.0.2.0/24', networks: ['bridge'] },
  ],
  pools: [
    {
      name: 'pool-a',
      segment: 'seg-a',
      ranges: ['10.0.0.10-10.0.0.12', '10.0.0.20-10.0.0.29'],
      boundTo: { modules: ['m1', 'm2'] },
    },
    { name: 'pool-b', segment: 'seg-b', ranges: ['10.0.1.10-10.0.1.19'], boundTo: { racks: ['m3-r1'] } },
    { name: 'pool-c', segment: 'seg-c', ranges: ['10.0.2.10-10.0.2.19'], boundTo: { hosts: ['h3'] } },
  ],
}

const LOGIC: PodRequest = {
  cpus: 2,
  memoryMib: 4096,
  diskMib: 1000,
  ioKibps: 100,
  network: 'sriov',
  numa: 'single',
  where: { regions: ['r1'] },
  spread: [{ scope: 'zone', domain: 'host', limit: 1 }],
  together: { scope: 'zone', domain: 'module' },
  profile: 'pack',
}
const DB: PodRequest = {
  cpus: 10,
  memoryMib: 20000,
  diskMib: 2000,
  ioKibps: 0,
  network: 'bridge',
  numa: 'preferred',
  where: {},
  spread: [],
  profile: 'spread',
}

/** The words that say who a pod is, from its name. */
export const who = (pod: string): Line => {
  const [game, zone, name] = pod.split('/')
  return { pod, game, zone, component: name.split('-')[0] }
}
const ask = (atUs: number, pod: string, cpus: number, memoryMib: number): Line => ({
  atUs,
  kind: 'request',
  ...who(pod),
  cpus,
  memoryMib,
  cause: 'launch',
})
const ready = (atUs: number, pod: string): Line => ({ atUs, kind: 'ready', pod })

const EVENTS: readonly Line[] = [
  { atUs: 0, kind: 'component', game: 'g', component: 'db', request: DB },
  { atUs: 0, kind: 'component', game: 'g', component: 'logic', request: LOGIC },
  ask(0, 'g/z1/logic-0', 2, 4096),
  ask(0, 'g/z1/logic-1', 2, 4096),
  ask(0, 'g/z1/db-0', 10, 20000),
  ready(1000, 'g/z1/db-0'),
  ready(1000, 'g/z1/logic-0'),
  { atUs: 2000, kind: 'resize', pod: 'g/z1/logic-1', cpus: 4, memoryMib: 6000, cause: 'load' },
  { atUs: 2000, kind: 'resize', pod: 'g/z1/logic-0', cpus: 1, memoryMib: 4096, cause: 'load' },
  { atUs: 3000, kind: 'resize', pod: 'g/z1/logic-0', cpus: 40, memoryMib: 4096, cause: 'load' },
  ask(3000, 'g/z1/logic-2', 2, 4096),
  ask(3000, 'g/z2/logic-0', 2, 4096),
  { atUs: 4000, kind: 'host-lost', host: 'h2' },
  { atUs: 5000, kind: 'host-recovered', host: 'h2' },
  { atUs: 6000, kind: 'release', pod: 'g/z1/logic-2', cause: 'zone-close' },
  { atUs: 6000, kind: 'release', pod: 'g/z1/db-0', cause: 'zone-close' },
  ask(6000, 'g/z3/db-0', 14, 30000),
  ask(6000, 'g/z4/db-0', 13, 20000),
  ask(6000, 'g/z5/db-0', 20, 1000),
]

/** The MAC of an IP. */
export const mac = (ip: string): string =>
  `02:00:${ip
    .split('.')
    .map((octet) => Number(octet).toString(16).padStart(2, '0'))
    .join(':')}`

/** What tells one holding from another. */
export interface Place {
  readonly host: string
  readonly cpus: string
  readonly memoryMib: Line
  readonly vf?: string
  readonly ip: string
}

/** The words of a holding: logic pods take disk data1 (pack: the fullest that fits), db pods data0 (spread). */
export function holding(pod: string, { host, cpus, memoryMib, vf, ip }: Place): Line {
  const isDb = pod.includes('/db-')
  return {
    host,
    cpus,
    memoryMib,
    diskMib: isDb ? { data0: 2000 } : { data1: 1000 },
    ...(isDb ? {} : { ioKibps: 100 }),
    network: isDb ? 'bridge' : 'sriov',
    ...(vf === undefined ? {} : { vf }),
    ip,
    segment: ip.startsWith('10.0.1.') ? 'seg-b' : 'seg-a',
    mac: mac(ip),
  }
}
/** The profile of a pod's component. */
export const profile = (pod: string): string => (pod.includes('/db-') ? 'spread' : 'pack')
/** A place by what it takes; the rest follows from the component. */
export const place = (atUs: number, pod: string, at: Place, cause = 'launch'): Line => ({
  atUs,
  kind: 'place',
  ...who(pod),
  ...holding(pod, at),
  cause,
  profile: profile(pod),
})
const resize = (atUs: number, pod: string, at: Place): Line => ({
  atUs,
  kind: 'resize',
  ...who(pod),
  ...holding(pod, at),
  cause: 'load',
  profile: profile(pod),
})
/** A release. */
export const release = (atUs: number, pod: string, from: string, cause: string): Line => ({
  atUs,
  kind: 'release',
  ...who(pod),
  host: from,
  cause,
})
/** A refusal; reasons: hosts by filter. */
export const refuse = (
  atUs: number,
  pod: string,
  action: string,
  cpus: number,
  memoryMib: number,
  cause: string,
  reasons: Line,
  nearest?: Line,
): Line => ({
  atUs,
  kind: 'refuse',
  ...who(pod),
  action,
  cpus,
  memoryMib,
  cause,
  profile: profile(pod),
  reasons: Object.entries(reasons).map(([filter, hosts]) => ({ filter, hosts })),
  ...(nearest === undefined ? {} : { nearest }),
})

const DECISIONS: readonly Line[] = [
  // 1: all hosts score alike, so the first; 10 Cpus need both NumaNodes (6 + 8).
  place(0, 'g/z1/db-0', { host: 'h1', cpus: '1-7,9-11', memoryMib: { 0: 10000, 1: 10000 }, ip: '10.0.0.10' }),
  // 2: h1 is the most packed; what is left there is on NumaNode 1.
  place(0, 'g/z1/logic-0', { host: 'h1', cpus: '12-13', memoryMib: { 1: 4096 }, vf: 'ens1:0', ip: '10.0.0.11' }),
  // 3: not h1 (one a host), not h3 (same module); NumaNode 0 has the fewest free Cpus.
  place(0, 'g/z1/logic-1', { host: 'h2', cpus: '1,9', memoryMib: { 0: 4096 }, vf: 'ens0:0', ip: '10.0.0.12' }),
  resize(2000, 'g/z1/logic-0', { host: 'h1', cpus: '12', memoryMib: { 1: 4096 }, vf: 'ens1:0', ip: '10.0.0.11' }),
  resize(2000, 'g/z1/logic-1', { host: 'h2', cpus: '1-2,9-10', memoryMib: { 0: 6000 }, vf: 'ens0:0', ip: '10.0.0.12' }),
  // 6: one Cpu held and three free on NumaNode 1 of h1.
  refuse(3000, 'g/z1/logic-0', 'resize', 40, 4096, 'load', { Cpus: 1 }, { resource: 'cpus', amount: 36, hosts: 1 }),
  refuse(3000, 'g/z1/logic-2', 'place', 2, 4096, 'launch', { Where: 1, Together: 1, SpreadLimit: 2 }),
  // 8: h1 has 2288 MiB left beside its free Cpus.
  place(3000, 'g/z2/logic-0', { host: 'h2', cpus: '3,11', memoryMib: { 0: 4096 }, vf: 'ens0:1', ip: '10.0.0.20' }),
  release(4000, 'g/z1/logic-1', 'h2', 'host-lost'),
  release(4000, 'g/z2/logic-0', 'h2', 'host-lost'),
  refuse(4000, 'g/z1/logic-1', 'place', 4, 6000, 'recover', { HostUp: 1, Where: 1, Together: 1, SpreadLimit: 1 }),
  place(
    4000,
    'g/z2/logic-0',
    { host: 'h3', cpus: '1,9', memoryMib: { 0: 4096 }, vf: 'ens0:0', ip: '10.0.0.12' },
    'recover',
  ),
  place(
    5000,
    'g/z1/logic-1',
    { host: 'h2', cpus: '1-2,9-10', memoryMib: { 0: 6000 }, vf: 'ens0:0', ip: '10.0.0.20' },
    'recover',
  ),
  release(6000, 'g/z1/db-0', 'h1', 'zone-close'),
  place(6000, 'g/z3/db-0', { host: 'h4', cpus: '1-7,9-15', memoryMib: { 0: 15000, 1: 15000 }, ip: '10.0.1.10' }),
  place(6000, 'g/z4/db-0', { host: 'h1', cpus: '1-7,9-11,13-15', memoryMib: { 0: 10000, 1: 10000 }, ip: '10.0.0.10' }),
  // 17: free Cpus are 0, 10, 12 and 0.
  refuse(6000, 'g/z5/db-0', 'place', 20, 1000, 'launch', { Cpus: 4 }, { resource: 'cpus', amount: 8, hosts: 1 }),
]

/** A fresh copy of the good log, to be corrupted. */
export function goodLog(): Log {
  const decisions = DECISIONS.map((line, index) => ({ seq: index + 1, ...line }))
  return structuredClone({ fleet: FLEET, events: [...EVENTS], decisions })
}

/** The text of one file; a line may be a text already. */
export function textOf(lines: readonly (Line | string)[]): string {
  return lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('')
}

/** Audits two texts, pushed in chunks of `chunkSize` characters. */
export function auditTexts(
  fleet: Fleet,
  events: string,
  decisions: string,
  chunkSize = 4096,
  options: AuditOptions = {},
): AuditReport {
  const audit = startAudit(fleet, options)
  const feed = new AuditFeed(audit)
  const rest = { events, decisions }
  for (let file = feed.needs; file !== null; file = feed.needs) {
    const chunk = rest[file].slice(0, chunkSize)
    rest[file] = rest[file].slice(chunkSize)
    if (chunk === '') feed.end(file)
    else feed.push(file, chunk)
  }
  return audit.finish()
}

export function auditLog(log: Log): AuditReport {
  return auditTexts(log.fleet, textOf(log.events), textOf(log.decisions))
}
