import { z } from 'zod'
import { byCodeUnit } from '../../base/order.ts'
import type { Result } from '../../base/result.ts'
import { failed, ok } from '../../base/result.ts'
import { US_PER_SECOND } from '../../base/units.ts'
import { NETWORK_MODES, NETWORK_PARTS } from '../fleet.ts'
import type { Toleration } from '../kube/pod.ts'
import { PROFILE_NAMES } from '../profile-names.ts'
import { NUMA_POLICIES, type SpreadRule, type TogetherRule } from '../request.ts'
import type { Component, LoadModel } from '../scenario.ts'
import { balancerOf, balancerShape } from './balancer.ts'
import { parseDocumentText } from './document.ts'
import { FaultList, faultsOfIssues, show } from './faults.ts'
import { AMOUNT_MAX, GPUS_MAX } from './limits.ts'
import { faultsOfPeers, peerRules, peersInOrder } from './peers.ts'
import * as scalars from './scalars.ts'
import { checkHorizontal, checkVertical, horizontalOf, horizontalShape, verticalOf, verticalShape } from './scaling.ts'
import { documentOf, list, record } from './shapes.ts'
import { tolerationList } from './taints.ts'

/** A kind of game: its tiers and what one pod of each asks for and bears. A scenario makes games of it. */
export interface GameTemplate {
  readonly name: string
  readonly title: string
  readonly mode: 'global' | 'zoned'
  readonly zonePlayers: number
  /** Mean of a player's sessions; left out: not said. */
  readonly sessionUs?: number
  readonly components: readonly Component[]
  /** By name; none: a zone's pods are placed one by one. */
  readonly zoneGroup: readonly string[]
  /** By component that says so: the traffic of its pods, by name. */
  readonly traffic: ReadonlyMap<string, string>
}

export const COMPONENTS_MAX = 16
const PODS_MAX = 100_000

export const spreadRule = record({
  scope: scalars.word(['zone', 'game']),
  domain: scalars.word(['host', 'rack', 'module', 'idc']),
  limit: scalars.integer(1, 10_000).optional(),
  weight: scalars.integer(1, 100).optional(),
})

export const togetherRule = record({
  scope: scalars.word(['zone', 'game']),
  domain: scalars.word(['host', 'rack', 'module', 'idc']),
  weight: scalars.integer(1, 100).optional(),
})

const rate = scalars.integer(1, AMOUNT_MAX)

const componentWith = (profile: z.ZodType<string>) =>
  record({
    name: scalars.name,
    pods: record({ min: scalars.integer(0, PODS_MAX), playersPerPod: scalars.integer(1, 100_000_000).optional() }),
    request: record({
      cpus: scalars.requestCpus.optional(),
      sharedCpu: scalars.loadMilli.optional(),
      fullCores: z.boolean({ error: 'true or false' }).optional(),
      memory: scalars.requestMemoryMib,
      disk: scalars.requestMib.optional(),
      io: scalars.requestKibps.optional(),
      volume: record({ size: scalars.requestMemoryMib, pool: scalars.name.optional() }).optional(),
      network: scalars.word(NETWORK_MODES),
      fixedIp: z.boolean({ error: 'true or false' }).optional(),
      numa: scalars.word(NUMA_POLICIES),
      gpus: scalars.integer(1, GPUS_MAX).optional(),
      nic: record({ mbps: rate.optional(), kpps: rate.optional() }).optional(),
    }),
    profile,
    tolerations: tolerationList.optional(),
    spread: list(spreadRule, 0, 8).optional(),
    together: togetherRule.optional(),
    peers: peerRules.optional(),
    batch: z.boolean({ error: 'true or false' }).optional(),
    load: record({
      cpuBase: scalars.loadMilli,
      cpuMilliPerPlayer: scalars.number(0, 100_000),
      cpuMsPerLogin: scalars.integer(0, 1_000_000).optional(),
      memoryBase: scalars.requestMib,
      memoryKibPerPlayer: scalars.number(0, 10_000_000),
      noisePermille: scalars.integer(0, 900),
      traffic: scalars.name.optional(),
    }),
    vertical: verticalShape.optional(),
    horizontal: horizontalShape.optional(),
    loadBalancer: balancerShape.optional(),
  })

type ComponentSpec = z.output<ReturnType<typeof componentWith>>

function gameSchemaWith(profile: z.ZodType<string>) {
  return documentOf(
    'GameTemplate',
    record({
      mode: scalars.word(['global', 'zoned']),
      zonePlayers: scalars.integer(1, 100_000_000).optional(),
      session: scalars.duration(US_PER_SECOND, '1s').optional(),
      components: list(componentWith(profile), 1, COMPONENTS_MAX),
      zoneGroup: list(scalars.name, 1, COMPONENTS_MAX).optional(),
    }),
  )
}

/** Kind `GameTemplate` as authors write it: a profile may be one of a scenario's own. */
export const gameSchema = gameSchemaWith(scalars.name)

const stockSchema = gameSchemaWith(scalars.word(PROFILE_NAMES))

/** Reads a `GameTemplate` document. profiles: names of profiles beside the stock ones. */
export function parseGameTemplate(text: string, profiles: readonly string[] = []): Result<GameTemplate> {
  const schema = profiles.length === 0 ? stockSchema : gameSchemaWith(scalars.word([...PROFILE_NAMES, ...profiles]))
  const document = parseDocumentText(text)
  if (!document.ok) return document
  const parsed = schema.safeParse(document.value)
  if (!parsed.success) return failed(faultsOfIssues(parsed.error.issues, document.value))
  const { metadata, spec } = parsed.data
  const faults = new FaultList()
  if (spec.mode === 'zoned' && spec.zonePlayers === undefined) {
    faults.add('spec.zonePlayers', 'nothing', 'the players one zone of a zoned game holds')
  }
  const names = new Set<string>()
  for (const [i, entry] of spec.components.entries()) {
    const path = `spec.components[${i}]`
    if (names.has(entry.name)) faults.add(`${path}.name`, JSON.stringify(entry.name), 'a name no other component has')
    names.add(entry.name)
    checkComponent(entry, path, faults)
  }
  checkZoneGroup(spec.zoneGroup ?? [], spec.components, faults)
  for (const { path, found, expected } of faultsOfPeers(spec.components, 'spec.components'))
    faults.add(path, found, expected)
  if (!faults.isEmpty) return failed(faults.all)
  return ok({
    name: metadata.name,
    title: metadata.title ?? metadata.name,
    mode: spec.mode,
    zonePlayers: spec.zonePlayers ?? 1,
    ...(spec.session === undefined ? {} : { sessionUs: spec.session }),
    components: spec.components.map(componentOf).sort((a, b) => (a.name < b.name ? -1 : 1)),
    zoneGroup: [...(spec.zoneGroup ?? [])].sort(byCodeUnit),
    traffic: new Map(
      spec.components.flatMap(({ name, load: { traffic } }) => (traffic === undefined ? [] : [[name, traffic]])),
    ),
  })
}

function checkZoneGroup(names: readonly string[], components: readonly ComponentSpec[], faults: FaultList): void {
  for (const [i, name] of names.entries()) {
    const path = `spec.zoneGroup[${i}]`
    const component = components.find((each) => each.name === name)
    if (component === undefined) {
      faults.add(path, JSON.stringify(name), `one of ${components.map((each) => each.name).join(', ')}`)
    } else if (component.batch === true) {
      faults.add(path, JSON.stringify(name), 'a component that is not batch: batch pods give way one by one')
    }
    if (names.indexOf(name) < i) faults.add(path, JSON.stringify(name), 'each component once')
  }
}

function checkComponent(entry: ComponentSpec, path: string, faults: FaultList): void {
  if (entry.pods.min === 0 && entry.pods.playersPerPod === undefined) {
    faults.add(`${path}.pods.min`, '0', 'at least 1 when there is no playersPerPod')
  }
  const { cpus = 0, sharedCpu = 0 } = entry.request
  if (cpus === 0 && sharedCpu === 0) {
    faults.add(`${path}.request`, 'neither cpus nor sharedCpu', 'cpus (exclusive), sharedCpu or both')
  }
  if (entry.request.fixedIp === true && NETWORK_PARTS[entry.request.network].addresses.length === 0) {
    faults.add(`${path}.request.fixedIp`, 'true', `a network with an address, not ${entry.request.network}`)
  }
  if ((entry.request.io ?? 0) > 0 && (entry.request.disk ?? 0) === 0) {
    faults.add(`${path}.request.disk`, show(entry.request.disk), 'a disk size beside io')
  }
  for (const [i, rule] of (entry.spread ?? []).entries()) {
    if (rule.limit !== undefined || rule.weight !== undefined) continue
    faults.add(`${path}.spread[${i}]`, 'neither limit nor weight', 'a limit (hard), a weight (soft) or both')
  }
  if (entry.loadBalancer !== undefined && entry.batch === true)
    faults.add(`${path}.loadBalancer`, 'a load balancer, of batch pods', 'none: they serve no players')
  if (entry.vertical !== undefined) checkVertical(entry.vertical, cpus, path, faults)
  if (entry.horizontal !== undefined) checkHorizontal(entry.horizontal, entry, path, faults)
}

function componentOf(entry: ComponentSpec): Component {
  const { pods, request, load, vertical, horizontal, loadBalancer } = entry
  return {
    name: entry.name,
    request: {
      cpus: request.cpus ?? 0,
      ...(request.sharedCpu === undefined ? {} : { cpuMilli: request.sharedCpu }),
      ...(request.fullCores === undefined ? {} : { fullCores: request.fullCores }),
      memoryMib: request.memory,
      diskMib: request.disk ?? 0,
      ioKibps: request.io ?? 0,
      ...(request.volume === undefined ? {} : { volumeMib: request.volume.size }),
      ...(request.volume?.pool === undefined ? {} : { volumePool: request.volume.pool }),
      network: request.network,
      ...(request.fixedIp === undefined ? {} : { fixedIp: request.fixedIp }),
      ...(request.gpus === undefined ? {} : { gpus: request.gpus }),
      ...(request.nic?.mbps === undefined ? {} : { nicMbps: request.nic.mbps }),
      ...(request.nic?.kpps === undefined ? {} : { nicKpps: request.nic.kpps }),
      numa: request.numa,
      where: {},
      ...(entry.tolerations === undefined ? {} : { tolerations: entry.tolerations as readonly Toleration[] }),
      spread: (entry.spread ?? []).map(spreadOf),
      ...(entry.together === undefined ? {} : { together: togetherOf(entry.together) }),
      ...(entry.peers === undefined ? {} : { peers: peersInOrder(entry.peers) }),
      ...(entry.batch === undefined ? {} : { batch: entry.batch }),
      profile: entry.profile,
    },
    podsMin: pods.min,
    playersPerPod: pods.playersPerPod ?? null,
    load: loadOf(load),
    vertical: vertical === undefined ? null : verticalOf(vertical),
    ...(horizontal === undefined ? {} : { horizontal: horizontalOf(horizontal) }),
    ...(loadBalancer === undefined ? {} : { loadBalancer: balancerOf(loadBalancer) }),
  }
}

function togetherOf({ scope, domain, weight }: z.output<typeof togetherRule>): TogetherRule {
  return { scope, domain, ...(weight === undefined ? {} : { weight }) }
}

function spreadOf(rule: z.output<typeof spreadRule>): SpreadRule {
  return {
    scope: rule.scope,
    domain: rule.domain,
    ...(rule.limit === undefined ? {} : { limit: rule.limit }),
    ...(rule.weight === undefined ? {} : { weight: rule.weight }),
  }
}

function loadOf(load: ComponentSpec['load']): LoadModel {
  return {
    cpuMilliBase: load.cpuBase,
    cpuMilliPerPlayer: load.cpuMilliPerPlayer,
    ...(load.cpuMsPerLogin === undefined ? {} : { cpuMsPerLogin: load.cpuMsPerLogin }),
    memoryMibBase: load.memoryBase,
    memoryKibPerPlayer: load.memoryKibPerPlayer,
    noisePermille: load.noisePermille,
  }
}
