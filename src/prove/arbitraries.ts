import fc from 'fast-check'
import { NETWORK_MODES } from '../model/fleet.ts'
import type { Taint } from '../model/kube/node.ts'
import { NUMA_POLICIES, type PodRequest } from '../model/request.ts'
import type { FoundDraw } from './found.ts'
import { peerRules, spreadRule, togetherRules, withPeersNamed } from './rules.ts'
import { taintLists, tolerationLists } from './taints.ts'

/** Requests over every dimension; small enough that several fit a host, large enough that some do not. */
export const requests: fc.Arbitrary<PodRequest> = fc
  .record({
    size: fc.oneof(
      { weight: 6, arbitrary: fc.record({ cpus: fc.integer({ min: 1, max: 5 }) }) },
      { weight: 1, arbitrary: fc.constantFrom({ cpus: 0, cpuMilli: 500 }, { cpus: 0, cpuMilli: 1700 }) },
      { weight: 1, arbitrary: fc.record({ cpus: fc.integer({ min: 1, max: 3 }), cpuMilli: fc.constant(600) }) },
    ),
    fullCores: fc.constantFrom({}, {}, {}, { fullCores: true }),
    memoryMib: fc.integer({ min: 1, max: 24 }).map((n) => n * 128),
    diskMib: fc.constantFrom(0, 0, 300, 900),
    ioKibps: fc.constantFrom(0, 200, 200),
    volume: fc.constantFrom<Pick<PodRequest, 'volumeMib' | 'volumePool'>>(
      {},
      {},
      {},
      { volumeMib: 200 },
      { volumeMib: 350 },
      { volumeMib: 200, volumePool: 'v-bound' },
    ),
    network: fc.constantFrom(...NETWORK_MODES, 'sriov' as const, 'bridge' as const, 'bridge' as const),
    fixed: fc.constantFrom({}, {}, {}, { fixedIp: true }),
    devices: fc.constantFrom<Pick<PodRequest, 'gpus' | 'nicMbps' | 'nicKpps'>>(
      {},
      {},
      {},
      {},
      {},
      {},
      { gpus: 1 },
      { gpus: 2 },
      { nicMbps: 5 },
      { nicKpps: 7 },
      { gpus: 1, nicMbps: 3, nicKpps: 10 },
    ),
    numa: fc.constantFrom(...NUMA_POLICIES, 'single' as const, 'preferred' as const),
    where: fc.constantFrom<PodRequest['where']>(
      {},
      {},
      {},
      { regions: ['south'] },
      { modules: ['sz-a', 'sh-a'] },
      { idcs: ['sz'] },
    ),
    tolerated: tolerationLists,
    spread: fc.array(spreadRule, { maxLength: 2 }),
    together: togetherRules,
    peers: peerRules,
    batch: fc.constantFrom({}, { batch: true }),
    profile: fc.constantFrom('pack', 'spread'),
  })
  .map(({ size, fullCores, volume, fixed, devices, tolerated, together, peers, batch, profile, ...rest }) => ({
    // In the order of the fields: the auditor holds event lines to it.
    ...{
      ...size,
      ...fullCores,
      memoryMib: rest.memoryMib,
      diskMib: rest.diskMib,
      ioKibps: rest.ioKibps,
      ...volume,
      network: rest.network,
      ...(rest.network === 'nat' ? {} : fixed),
      ...devices,
      numa: rest.numa,
      where: rest.where,
      ...tolerated,
      spread: rest.spread,
    },
    ...(together === undefined ? {} : { together }),
    ...(peers.length === 0 ? {} : { peers }),
    ...batch,
    profile,
  }))

/** One thing that happens; numbers are taken modulo what there is when it does. */
export type Command =
  | { readonly kind: 'ask'; readonly component: number; readonly zone: number; readonly count: number }
  /** Pods of several components as one group; batch pods are left out of it. */
  | { readonly kind: 'askGroup'; readonly pods: readonly { readonly component: number; readonly zone: number }[] }
  | {
      readonly kind: 'resize'
      readonly pod: number
      readonly cpus: number
      readonly cpuMilli: number
      readonly memorySteps: number
    }
  | { readonly kind: 'release'; readonly pod: number }
  | { readonly kind: 'migrate'; readonly pod: number }
  | { readonly kind: 'forget'; readonly pod: number }
  /** Its processes answer; said again, or late, it changes nothing. */
  | { readonly kind: 'ready'; readonly pod: number; readonly times: number }
  | { readonly kind: 'adopt'; readonly component: number; readonly zone: number; readonly found: FoundDraw }
  | { readonly kind: 'foreign'; readonly found: FoundDraw }
  | { readonly kind: 'cordon'; readonly host: number }
  | { readonly kind: 'uncordon'; readonly host: number }
  | { readonly kind: 'taint'; readonly host: number; readonly taints: readonly Taint[] }
  | { readonly kind: 'lose'; readonly host: number }
  | { readonly kind: 'recover' }
  /** A what-if of so many instants from here on, which leaves no trace. */
  | { readonly kind: 'fork'; readonly instants: number }
  | { readonly kind: 'tick' }

const foundDraw: fc.Arbitrary<FoundDraw> = fc.record({
  host: fc.nat(6),
  cpuMilli: fc.constantFrom(0, 0, 0, 700),
  firstCpu: fc.nat(15),
  cpuCount: fc.nat(4),
  everySecond: fc.boolean(),
  memorySteps: fc.array(fc.constantFrom(0, 0, 1, 4, 9), { maxLength: 4 }),
  mode: fc.constantFrom(...NETWORK_MODES, 'sriov' as const, 'sriov' as const, 'bridge' as const),
  vf: fc.nat(3),
  disk: fc.nat(3),
  io: fc.boolean(),
  address: fc.nat(15),
  gpu: fc.nat(6),
  share: fc.constantFrom(null, null, { nicMbps: 4 }, { nicMbps: 2, nicKpps: 9 }),
  volume: fc.constantFrom(null, null, { pool: 0, mib: 150 }, { pool: 1, mib: 200 }),
})

export type CommandKind = Command['kind']

/** How often each kind of command comes, by kind; one that is left out never does. */
export type CommandWeights = Partial<Readonly<Record<CommandKind, number>>>

/** Every kind of command, its usual weight and its draws. */
const COMMANDS = {
  ask: {
    weight: 6,
    draw: fc.record({ component: fc.nat(7), zone: fc.nat(2), count: fc.integer({ min: 1, max: 4 }) }),
  },
  askGroup: {
    weight: 2,
    draw: fc.record({
      pods: fc.array(fc.record({ component: fc.nat(7), zone: fc.nat(2) }), { minLength: 1, maxLength: 5 }),
    }),
  },
  resize: {
    weight: 5,
    draw: fc.record({
      pod: fc.nat(99),
      cpus: fc.integer({ min: 0, max: 7 }),
      cpuMilli: fc.constantFrom(0, 0, 0, 400, 1600),
      memorySteps: fc.integer({ min: 1, max: 30 }),
    }),
  },
  release: { weight: 3, draw: fc.record({ pod: fc.nat(99) }) },
  migrate: { weight: 4, draw: fc.record({ pod: fc.nat(99) }) },
  forget: { weight: 2, draw: fc.record({ pod: fc.nat(99) }) },
  ready: { weight: 1, draw: fc.record({ pod: fc.nat(99), times: fc.integer({ min: 1, max: 2 }) }) },
  adopt: { weight: 3, draw: fc.record({ component: fc.nat(7), zone: fc.nat(2), found: foundDraw }) },
  foreign: { weight: 2, draw: fc.record({ found: foundDraw }) },
  cordon: { weight: 1, draw: fc.record({ host: fc.nat(6) }) },
  uncordon: { weight: 1, draw: fc.record({ host: fc.nat(6) }) },
  taint: { weight: 1, draw: fc.record({ host: fc.nat(6), taints: taintLists }) },
  lose: { weight: 1, draw: fc.record({ host: fc.nat(9) }) },
  recover: { weight: 1, draw: fc.record({}) },
  fork: { weight: 1, draw: fc.record({ instants: fc.integer({ min: 1, max: 4 }) }) },
  tick: { weight: 8, draw: fc.record({}) },
} as const satisfies Record<CommandKind, { readonly weight: number; readonly draw: fc.Arbitrary<object> }>

/** How often commands come unless told otherwise. */
export const USUAL_WEIGHTS = Object.fromEntries(
  Object.entries(COMMANDS).map(([kind, { weight }]) => [kind, weight]),
) as Readonly<Record<CommandKind, number>>

/** Up to `max` commands, of every kind as often as the weights say. */
export function commandsOf(weights: CommandWeights, max: number): fc.Arbitrary<Command[]> {
  const kinds = (Object.keys(COMMANDS) as CommandKind[]).filter((kind) => (weights[kind] ?? 0) > 0)
  const draws = kinds.map((kind) => ({
    weight: weights[kind] ?? 0,
    arbitrary: COMMANDS[kind].draw.map((draw) => ({ kind, ...draw }) as Command),
  }))
  return fc.array(fc.oneof(...draws), { minLength: 1, maxLength: max, size: 'max' })
}

export const commands: fc.Arbitrary<Command[]> = commandsOf(USUAL_WEIGHTS, 60)

/** What the components of a world ask for. each: made of every drawn request. */
export function componentListsOf(
  each: (request: PodRequest) => PodRequest = (request) => request,
): fc.Arbitrary<readonly PodRequest[]> {
  return fc.array(requests.map(each), { minLength: 1, maxLength: 5 }).map(withPeersNamed)
}

export const componentLists = componentListsOf()
