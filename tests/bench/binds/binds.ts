import { setTimeout as delay } from 'node:timers/promises'
import type { Cluster } from '../../cluster/lab/cluster.ts'
import { startCluster } from '../../cluster/lab/cluster.ts'
import { labFleet } from '../../cluster/lab/fleet.ts'
import { networksOf, nodeOf } from '../../cluster/lab/nodes.ts'
import { gamePod } from '../../cluster/lab/pods.ts'
import { bindByBerth } from './berth.ts'
import type { SliceFigures } from './peers.ts'
import { bindByScheduler, bindPlainly, cpuSoFar } from './peers.ts'

export const PEERS = ['plain', 'berth', 'scheduler'] as const
export type Peer = (typeof PEERS)[number]

/** Pods of each peer that are bound before anything is measured. */
const WARM_UP_COUNT = 1500

const SCHEDULERS: Readonly<Record<Peer, string>> = {
  plain: 'nobody',
  berth: 'berth',
  scheduler: 'default-scheduler',
}

export interface BindFigures {
  readonly bindsPerSecond: Readonly<Record<Peer, number>>
  /** Berth's rate ÷ that of each other peer: medians over the slices, each slice's peers measured one after another. */
  readonly ratioToPlain: number
  readonly ratioToScheduler: number
  /** The same with Berth's planning, approval and checks in its time: the whole path. */
  readonly wholeToPlain: number
  readonly wholeToScheduler: number
  /** Of the whole path. */
  readonly engineShare: number
  readonly slices: readonly Readonly<Record<Peer, SliceFigures>>[]
}

/**
 * Binds `podCount` pods of each peer on one control plane with `hostCount` Nodes, in slices taken in turns, so that a
 * slow spell and a fuller store fall on all alike. Berth goes the whole way: plan, approval, executor, journal, target.
 */
export async function benchBinds(hostCount: number, podCount: number, sliceCount: number): Promise<BindFigures> {
  const cluster = await startCluster({ kwok: false })
  // What ends the cluster's programs keeps no process alive.
  const alive = setInterval(() => undefined, 1000)
  try {
    const fleet = labFleet(hostCount)
    const ready = { conditions: [{ type: 'Ready', status: 'True' }] }
    await cluster.create(
      fleet.hosts.map((host) => {
        const node = nodeOf(host)
        return { ...node, status: { ...(node['status'] as object), ...ready } }
      }),
    )
    await cluster.create([networksOf(fleet, 'default')])
    await cluster.startScheduler()
    await delay(5000)
    cluster.programs.get('kube-scheduler')?.signal('SIGSTOP')
    const hosts = fleet.hosts.map((host) => host.name)
    // An adapter runs for weeks: what the compiler takes at first is no part of a bind, of either client.
    await runSlice(cluster, sliceCount, WARM_UP_COUNT, hosts)
    const slices: Record<Peer, SliceFigures>[] = []
    for (let i = 0; i < sliceCount; i++)
      slices.push(await runSlice(cluster, i, Math.floor(podCount / sliceCount), hosts))
    return figuresOf(slices)
  } finally {
    cluster.programs.get('kube-scheduler')?.signal('SIGCONT')
    await cluster.stop()
    clearInterval(alive)
  }
}

async function runSlice(
  cluster: Cluster,
  slice: number,
  count: number,
  hosts: readonly string[],
): Promise<Record<Peer, SliceFigures>> {
  const figures: Partial<Record<Peer, SliceFigures>> = {}
  // Another peer begins each time.
  const order = PEERS.map((_, i) => PEERS[(i + slice) % PEERS.length])
  for (const peer of order) {
    const names = Array.from({ length: count }, (_, i) => `${peer}-${slice}-${i}`)
    const options = { schedulerName: SCHEDULERS[peer], labels: { peer } }
    await cluster.create(names.map((name) => gamePod(name, options)))
    await delay(1000)
    const before = cpuSoFar(cluster)
    const measured = await bindBy(peer, cluster, names, hosts)
    const after = cpuSoFar(cluster)
    const cpu = { ownCpuMs: after.ownMs - before.ownMs, serverCpuMs: after.serverMs - before.serverMs }
    figures[peer] = { ...cpu, ...measured }
  }
  return figures as Record<Peer, SliceFigures>
}

function bindBy(
  peer: Peer,
  cluster: Cluster,
  names: readonly string[],
  hosts: readonly string[],
): Promise<SliceFigures> {
  if (peer === 'plain') return bindPlainly(cluster, names, hosts)
  return peer === 'berth' ? bindByBerth(cluster, names) : bindByScheduler(cluster, names)
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
  return {
    bindsPerSecond: Object.fromEntries(rates) as Record<Peer, number>,
    ratioToPlain: median(slices.map(({ berth, plain }) => rateOf(berth) / rateOf(plain))),
    ratioToScheduler: median(slices.map(({ berth, scheduler }) => rateOf(berth) / rateOf(scheduler))),
    wholeToPlain: median(slices.map(({ berth, plain }) => wholeRateOf(berth) / rateOf(plain))),
    wholeToScheduler: median(slices.map(({ berth, scheduler }) => wholeRateOf(berth) / rateOf(scheduler))),
    engineShare: total('engineMs') / total('wholeMs'),
    slices,
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}
