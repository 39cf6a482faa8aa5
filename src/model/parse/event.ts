import { z } from 'zod'
import type { Fault, Result } from '../../base/result.ts'
import type { ComponentDeclared, Event } from '../event.ts'
import { CPUS_MAX, NETWORK_MODES, NETWORK_PARTS } from '../fleet.ts'
import { PROFILE_NAMES } from '../profile-names.ts'
import { NUMA_POLICIES, type PodRequest } from '../request.ts'
import { spreadRule, togetherRule } from './game.ts'
import { cpuListText, faultsOfHolding, holdingShape, numaMemoryMib } from './holding-shape.ts'
import { AMOUNT_MAX, GPUS_MAX, HOSTS_MAX } from './limits.ts'
import { parseLogLine } from './log-line.ts'
import { faultsOfOwnPeers, ownerName, peerRules } from './peers.ts'
import * as scalars from './scalars.ts'
import { list, record } from './shapes.ts'
import { taintList, tolerationList } from './taints.ts'

const atUs = scalars.integer(0, Number.MAX_SAFE_INTEGER)
const cpus = scalars.integer(0, CPUS_MAX)
const cpuMilli = scalars.integer(1, 1000 * CPUS_MAX).optional()
const memoryMib = scalars.integer(1, AMOUNT_MAX)
const amount = scalars.integer(0, AMOUNT_MAX)
const names = list(scalars.name, 0, HOSTS_MAX).optional()

/** What pods of a component ask for beside their size, as a shape to spread into a record. */
export const podNeeds = {
  fullCores: z.boolean({ error: 'true or false' }).optional(),
  diskMib: amount,
  ioKibps: amount,
  volumeMib: amount.optional(),
  volumePool: scalars.name.optional(),
  network: scalars.word(NETWORK_MODES),
  fixedIp: z.boolean({ error: 'true or false' }).optional(),
  gpus: scalars.integer(0, GPUS_MAX).optional(),
  nicMbps: amount.optional(),
  nicKpps: amount.optional(),
  numa: scalars.word(NUMA_POLICIES),
  where: record({ regions: names, idcs: names, modules: names }),
  tolerations: tolerationList.optional(),
  spread: list(spreadRule, 0, 8),
  together: togetherRule.optional(),
  peers: peerRules.optional(),
  batch: z.boolean({ error: 'true or false' }).optional(),
  profile: scalars.word(PROFILE_NAMES),
}

/** What pods of a component ask for. */
export const podRequest = record({ cpus, cpuMilli, memoryMib, ...podNeeds })

export const requestCause = scalars.word(['launch', 'zone-open', 'scale-up', 'rollout', 'plan'])
export const resizeCause = scalars.word(['load', 'plan'])
export const releaseCause = scalars.word(['scale-down', 'zone-close', 'game-end', 'rollout', 'plan', 'gone'])

function eventOf<K extends Event['kind'], S extends z.core.$ZodLooseShape>(kind: K, shape: S) {
  return record({ atUs, kind: scalars.word([kind]), ...shape })
}

const pod = { pod: scalars.podName }
const component = { game: ownerName, component: ownerName }
const size = { cpus, cpuMilli, memoryMib }
const host = { host: scalars.name }

/** profiles: the names that a request may give. */
function schemasWith(profiles: readonly string[]): Readonly<Record<Event['kind'], z.ZodType>> {
  const request = record({ cpus, cpuMilli, memoryMib, ...podNeeds, profile: scalars.word(profiles) })
  return { component: eventOf('component', { ...component, request }), ...SCHEMAS }
}

const SCHEMAS: Readonly<Record<Exclude<Event['kind'], 'component'>, z.ZodType>> = {
  request: eventOf('request', {
    ...pod,
    ...component,
    zone: ownerName,
    group: scalars.groupName.optional(),
    ...size,
    cause: requestCause,
  }),
  resize: eventOf('resize', { ...pod, ...size, cause: resizeCause }),
  release: eventOf('release', { ...pod, cause: releaseCause }),
  migrate: eventOf('migrate', { ...pod, cause: scalars.word(['drain', 'plan', 'taint']) }),
  ready: eventOf('ready', pod),
  confirm: eventOf('confirm', pod),
  adopt: eventOf('adopt', { ...pod, ...component, zone: ownerName, ...holdingShape }),
  forget: eventOf('forget', pod),
  'host-lost': eventOf('host-lost', host),
  'host-recovered': eventOf('host-recovered', host),
  cordon: eventOf('cordon', host),
  uncordon: eventOf('uncordon', host),
  taint: eventOf('taint', { ...host, taints: taintList }),
  foreign: eventOf('foreign', { ...host, cpus: cpuListText, memoryMib: numaMemoryMib }),
}

/**
 * Reads lines of `events.ndjson`, each without its newline. What a line says alone is checked; whether it can follow
 * the lines before, only an engine knows.
 *
 * profiles  names of profiles that the run had beside the stock ones
 */
export function eventReader(profiles: readonly string[]): (line: string) => Result<Event> {
  const schemas = schemasWith([...PROFILE_NAMES, ...profiles])
  return (line) => parseLogLine<Event>(line, schemas, faultsBetween)
}

/** Reads a line of a run without profiles of its own. */
export const parseEvent = eventReader([])

function faultsBetween(event: Event): Fault[] {
  if (event.kind === 'adopt') return faultsOfHolding(event)
  if (event.kind === 'component') return faultsOf(event)
  return event.kind === 'request' || event.kind === 'resize' ? faultsOfSize(event, '') : []
}

/** A size without any Cpu. path: what comes before its keys. */
export function faultsOfSize({ cpus, cpuMilli = 0 }: { cpus: number; cpuMilli?: number }, path: string): Fault[] {
  if (cpus > 0 || cpuMilli > 0) return []
  return [{ path: `${path}cpus`, found: '0', expected: 'at least 1, or cpuMilli beside it' }]
}

/** A pool of volumes of no size. path: what comes before its keys. */
export function faultsOfVolume({ volumeMib = 0, volumePool }: Partial<PodRequest>, path: string): Fault[] {
  if (volumePool === undefined || volumeMib > 0) return []
  return [{ path: `${path}volumeMib`, found: '0', expected: 'a volume size beside volumePool' }]
}

/** What is wrong between the words of a request each of which is well formed. */
function faultsOf({ component, request }: ComponentDeclared): Fault[] {
  const { diskMib, ioKibps } = request
  const disk = { path: 'request.diskMib', found: '0', expected: 'a disk size beside ioKibps' }
  const rules = request.spread.flatMap((rule, i) => {
    if (rule.limit !== undefined || rule.weight !== undefined) return []
    const path = `request.spread[${i}]`
    return [{ path, found: 'neither limit nor weight', expected: 'a limit (hard), a weight (soft) or both' }]
  })
  const isLost = request.fixedIp === true && NETWORK_PARTS[request.network].addresses.length === 0
  const fixed = {
    path: 'request.fixedIp',
    found: 'true',
    expected: `a network with an address, not ${request.network}`,
  }
  const peers = faultsOfOwnPeers(component, request.peers ?? [], 'request.peers')
  const volume = faultsOfVolume(request, 'request.')
  const faults = [...faultsOfSize(request, 'request.'), ...volume, ...(isLost ? [fixed] : []), ...peers]
  return ioKibps > 0 && diskMib === 0 ? [...faults, disk, ...rules] : [...faults, ...rules]
}
