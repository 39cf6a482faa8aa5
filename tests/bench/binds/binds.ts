import { setTimeout as delay } from 'node:timers/promises'
import type { Cluster } from '../../cluster/lab/cluster.ts'
import { startCluster } from '../../cluster/lab/cluster.ts'
import { labFleet } from '../../cluster/lab/fleet.ts'
import { networksOf, nodeOf, publishedOf } from '../../cluster/lab/nodes.ts'
import { gamePod } from '../../cluster/lab/pods.ts'
import { openBerth } from './berth.ts'
import type { Binder, SliceFigures } from './peers.ts'
import { cpuSoFar, openPlain, openScheduler } from './peers.ts'

export const PEERS = ['plain', 'berth', 'scheduler'] as const
export type Peer = (typeof PEERS)[number]

const SCHEDULERS: Readonly<Record<Peer, string>> = {
  plain: 'nobody',
  berth: 'berth',
  scheduler: 'default-scheduler',
}

export interface BindFigures {
  readonly bindsPerSecond: Readonly<Record<Peer, number>>
  /** Berth's rate ÷ that of each other peer: medians over the slices, in each the peers one after another. */
  readonly ratioToPlain: number
  readonly ratioToScheduler: number
  /** The same with Berth's planning, approval and checks in its time: the whole path. */
  readonly wholeToPlain: number
  readonly wholeToScheduler: number
  /** Processor time of a bind, own and the server's: the plain client's ÷ Berth's, what busy Cpus come to. */
  readonly cpuToPlain: number
  /** Of the whole path. */
  readonly engineShare: number
  readonly slices: readonly Readonly<Record<Peer, SliceFigures>>[]
}

/** The first pods that the peers bind, one slice, and as many again twice, each time once those before are gone. */
export interface BindBench {
  readonly cold: BindFigures
  /** An adapter runs for weeks: what the compiler takes at first is no part of a bind, of any peer. */
  readonly warm: BindFigures
}

/**
 * Binds `podCount` pods of each peer on one control plane with `hostCount` Nodes, three times, each time another peer
 * first, so that a fuller store falls on all alike. Each peer stays what it is over all slices, with its connections.
 * Berth goes the whole way: plan, approval, executor, journal, target.
 *
 * The server collects its garbage once in some 2,500 binds and takes 0.7 s for it. It is made to before each peer, and
 * 5,000 binds have some two collections: with slices of half as many it fell on one peer or on another.
 */
export async function benchBinds(hostCount: number, podCount: number): Promise<BindBench> {
  const cluster = await startCluster({ kwok: false })
  // What ends the cluster's programs keeps no process alive.
  const alive = setInterval(() => undefined, 1000)
  const open: Binder[] = []
  try {
    const hosts = await createHosts(cluster, hostCount)
    await cluster.startScheduler()
    await delay(5000)
    cluster.programs.get('kube-scheduler')?.signal('SIGSTOP')
    const scheduler = openScheduler(cluster)
    open.push(scheduler, openPlain(cluster, hosts), await openBerth(cluster))
    const [, plain, berth] = open
    const binders = { plain, berth, scheduler }
    const slices: Record<Peer, SliceFigures>[] = []
    for (let i = 0; i < PEERS.length; i++) {
      slices.push(await runSlice(cluster, binders, i, podCount))
      await removePods(cluster)
    }
    return { cold: figuresOf(slices.slice(0, 1)), warm: figuresOf(slices.slice(1)) }
  } finally {
    cluster.programs.get('kube-scheduler')?.signal('SIGCONT')
    for (const binder of open) await binder.close()
    await cluster.stop()
    clearInterval(alive)
  }
}

/** Makes Nodes that are Ready, and the networks; names of the Nodes. */
async function createHosts(cluster: Cluster, count: number): Promise<readonly string[]> {
  const fleet = labFleet(count)
  const ready = { conditions: [{ type: 'Ready', status: 'True' }] }
  await cluster.create(
    fleet.hosts.flatMap((host) => {
      const node = nodeOf(host)
      return [...publishedOf(host), { ...node, status: { ...(node['status'] as object), ...ready } }]
    }),
  )
  await cluster.create([networksOf(fleet, 'default')])
  return fleet.hosts.map((host) => host.name)
}

async function removePods(cluster: Cluster): Promise<void> {
  const now = { apiVersion: 'v1', kind: 'DeleteOptions', gracePeriodSeconds: 0 }
  // A peer's at a time: the server gives up after a minute.
  for (const peer of PEERS) {
    await cluster.ask('DELETE', `/api/v1/namespaces/default/pods?labelSelector=peer%3D${peer}`, now)
  }
  await delay(2000)
}

async function runSlice(
  cluster: Cluster,
  binders: Readonly<Record<Peer, Binder>>,
  slice: number,
  count: number,
): Promise<Record<Peer, SliceFigures>> {
  const figures: Partial<Record<Peer, SliceFigures>> = {}
  // Another peer begins each time.
  const order = PEERS.map((_, i) => PEERS[(i + slice) % PEERS.length])
  for (const peer of order) {
    const names = Array.from({ length: count }, (_, i) => `${peer}-${slice}-${i}`)
    const options = { schedulerName: SCHEDULERS[peer], labels: { peer } }
    await cluster.create(names.map((name) => gamePod(name, options)))
    await delay(1000)
    await binders[peer].prepare?.(names)
    // A profile of the heap that begins with a collection.
    await cluster.ask('GET', '/debug/pprof/heap?gc=1')
    const before = cpuSoFar(cluster)
    const measured = await binders[peer].bind(names)
    const after = cpuSoFar(cluster)
    const cpu = { ownCpuMs: after.ownMs - before.ownMs, serverCpuMs: after.serverMs - before.serverMs }
    figures[peer] = { ...cpu, ...measured }
  }
  return figures as Record<Peer, SliceFigures>
}

function figuresOf(slices: readonly Readonly<Record<Peer, SliceFigures>>[]): BindFigures {
  const rateOf = ({ count, wallMs }: SliceFigures): number => (count * 1000) / wallMs
  const rates = PEERS.map((peer) => {
    const counted = slices.map((slice) => slice[peer])
    const count = counted.reduce((sum, figures) => sum + figures.count, 0)
    return [peer, rateOf({ count, wallMs: counted.reduce((sum, figures) => sum + figures.wallMs, 0), engineMs: 0 })]
  })
  const total = (key: 'engineMs' | 'wholeMs'): number => slices.reduce((sum, { berth }) => sum + (berth[key] ?? 0), 0)
  const wholeRateOf = ({ count, wholeMs = Number.NaN }: SliceFigures): number => (count * 1000) / wholeMs
  const cpuOf = ({ count, ownCpuMs = 0, serverCpuMs = 0 }: SliceFigures): number => (ownCpuMs + serverCpuMs) / count
  return {
    bindsPerSecond: Object.fromEntries(rates) as Record<Peer, number>,
    ratioToPlain: median(slices.map(({ berth, plain }) => rateOf(berth) / rateOf(plain))),
    ratioToScheduler: median(slices.map(({ berth, scheduler }) => rateOf(berth) / rateOf(scheduler))),
    wholeToPlain: median(slices.map(({ berth, plain }) => wholeRateOf(berth) / rateOf(plain))),
    wholeToScheduler: median(slices.map(({ berth, scheduler }) => wholeRateOf(berth) / rateOf(scheduler))),
    cpuToPlain: median(slices.map(({ berth, plain }) => cpuOf(plain) / cpuOf(berth))),
    engineShare: total('engineMs') / total('wholeMs'),
    slices,
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}
