import { z } from 'zod'
import type { Result } from '../../base/result.ts'
import { failed, ok } from '../../base/result.ts'
import { AGENT_NETWORKS } from '../agent.ts'
import { NETWORK_MODES } from '../fleet.ts'
import { PROFILE_NAMES } from '../profile-names.ts'
import { NUMA_POLICIES, type PodRequest } from '../request.ts'
import type { PodSize } from '../size.ts'
import { faultsOfVolume } from './event.ts'
import { faultsOfIssues, shortened } from './faults.ts'
import { spreadRule, togetherRule } from './game.ts'
import { AMOUNT_MAX, GPUS_MAX, HOSTS_MAX } from './limits.ts'
import { peerRules } from './peers.ts'
import * as scalars from './scalars.ts'
import { list, record } from './shapes.ts'

/** What a pod asks for beside its Cpus and memory. */
export type RequestWords = Omit<PodRequest, keyof PodSize>

/** What a pod asks for that says nothing of it: no disk, a bridge, as few NumaNodes as can be, packed. */
const DEFAULTS: RequestWords = {
  diskMib: 0,
  ioKibps: 0,
  network: 'bridge',
  numa: 'preferred',
  where: {},
  spread: [],
  profile: 'pack',
}

const names = list(scalars.name, 0, HOSTS_MAX).optional()
const amount = scalars.integer(0, AMOUNT_MAX).optional()

const shape = {
  fullCores: z.boolean({ error: 'true or false' }).optional(),
  diskMib: amount,
  ioKibps: amount,
  volumeMib: amount,
  volumePool: scalars.name.optional(),
  network: scalars.word(AGENT_NETWORKS).optional(),
  gpus: scalars.integer(0, GPUS_MAX).optional(),
  nicMbps: amount,
  nicKpps: amount,
  numa: scalars.word(NUMA_POLICIES).optional(),
  where: record({ regions: names, idcs: names, modules: names }).optional(),
  spread: list(spreadRule, 0, 8).optional(),
  together: togetherRule.optional(),
  peers: peerRules.optional(),
  profile: scalars.word(PROFILE_NAMES).optional(),
}

const schema = record(shape)

/** Also what is planned and not pushed yet: every network, addresses that stay, batch, profiles of one's own. */
const plannedSchema = record({
  ...shape,
  network: scalars.word(NETWORK_MODES).optional(),
  fixedIp: z.boolean({ error: 'true or false' }).optional(),
  batch: z.boolean({ error: 'true or false' }).optional(),
  profile: scalars.name.optional(),
})

/** The annotation's text. */
export function formatRequest(request: PodRequest): string {
  const { cpus: _cpus, cpuMilli: _cpuMilli, memoryMib: _memoryMib, ...words } = request
  return JSON.stringify(words)
}

/** Reads the annotation `berth.dev/request`; undefined is a pod without it. Every fault, paths are keys of its JSON. */
export function parseRequest(text: string | undefined): Result<RequestWords> {
  return text === undefined ? ok(DEFAULTS) : parseWith(schema, text)
}

/** The same for a scenario: what a live target does not carry yet is no fault. */
export function parsePlannedRequest(text: string): Result<RequestWords> {
  return parseWith(plannedSchema, text)
}

function parseWith(words: z.ZodType<object>, text: string): Result<RequestWords> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return failed([{ path: '', found: shortened(text), expected: 'one JSON object' }])
  }
  const parsed = words.safeParse(value)
  if (!parsed.success) return failed(faultsOfIssues(parsed.error.issues, value))
  const request = { ...DEFAULTS, ...withoutUndefined(parsed.data) } as RequestWords
  const faults = request.spread.flatMap((rule, i) => {
    if (rule.limit !== undefined || rule.weight !== undefined) return []
    return [
      { path: `spread[${i}]`, found: 'neither limit nor weight', expected: 'a limit (hard), a weight (soft) or both' },
    ]
  })
  if (request.ioKibps > 0 && request.diskMib === 0) {
    faults.push({ path: 'diskMib', found: '0', expected: 'a disk size beside ioKibps' })
  }
  faults.push(...faultsOfVolume(request, ''))
  return faults.length > 0 ? failed(faults) : ok(request)
}

/** Keys that are not there stay away, so that they do not hide a default. */
function withoutUndefined(value: object): object {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined))
}
