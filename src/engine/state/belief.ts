import { assert } from '../../base/assert.ts'
import { byCodeUnit } from '../../base/order.ts'
import type { Result } from '../../base/result.ts'
import { sumOf } from '../../base/sum.ts'
import type { ComponentDeclared, HostForeign, PodAdopted, PodRequested } from '../../model/event.ts'
import type { Fleet } from '../../model/fleet.ts'
import { type PodIdentity, sizeOfHolding } from '../../model/holding.ts'
import { createHoldingReader, type HoldingReader } from '../../model/holding-words.ts'
import type { PodRequest } from '../../model/request.ts'
import { isSameSize, type PodSize, sizeOf } from '../../model/size.ts'
import { createRankingScratch, type RankingScratch } from '../choose/ranking.ts'
import { ClassIndex } from '../class-index.ts'
import type { Profile } from '../profiles.ts'
import { BatchPods } from './batch-pods.ts'
import { clashOfAmounts, clashOfHolding } from './clash.ts'
import { IS_UP } from './host-row.ts'
import { HostTable } from './host-table.ts'
import { Ledger } from './ledger.ts'
import { PeerGroups } from './peer-groups.ts'
import type { ComponentRecord, PodGroup, PodRecord } from './pods.ts'
import { SpreadGroups } from './spread-groups.ts'
import { TogetherGroups } from './together-groups.ts'

/** All the engine believes: hosts, components, wanted pods and those that wait. */
export class Belief {
  readonly hosts: HostTable
  readonly together: TogetherGroups
  readonly peers: PeerGroups
  readonly batch = new BatchPods()
  readonly ledger: Ledger
  readonly classes: ClassIndex
  readonly rankingScratch: RankingScratch
  readonly #reader: HoldingReader
  /** By game, then by own name: to find a pod's, no text is put together. */
  readonly #components = new Map<string, Map<string, ComponentRecord>>()
  readonly #pods = new Map<string, PodRecord>()
  /** Those that wait. */
  readonly #groups = new Map<string, PodGroup>()
  /** By (askedAtUs, name) up to #sortedCount, then as they came. */
  #pending: PodRecord[] = []
  #sortedCount = 0
  #saved: Saved | null = null

  /** profiles: those given beside the stock ones. */
  constructor(fleet: Fleet, profiles: readonly Profile[] = []) {
    this.hosts = new HostTable(fleet)
    this.#reader = createHoldingReader(fleet)
    this.together = new TogetherGroups(this.hosts)
    this.peers = new PeerGroups(this.hosts)
    this.ledger = new Ledger(this.hosts, this.together, this.peers, this.batch)
    this.classes = new ClassIndex(this.hosts, profiles)
    this.rankingScratch = createRankingScratch(this.hosts.hostCount)
  }

  get podCount(): number {
    return this.#pods.size
  }

  get pendingCount(): number {
    return this.#pending.length
  }

  /** Domains that some rule counts pods in, and hosts with batch pods: none when no pod holds anything. */
  get groupCount(): number {
    const all = [...this.#components.values()].flatMap((components) => [...components.values()])
    const count = this.together.count + this.peers.domainCount + this.batch.hostCount
    return count + sumOf(all.map(({ groups }) => groups.domainCount))
  }

  declare({ game, component, request }: ComponentDeclared): void {
    this.classes.profileNamed(request.profile)
    const components = this.#components.get(game) ?? new Map<string, ComponentRecord>()
    assert(!components.has(component), `component ${game}/${component} is declared once`)
    const groups = new SpreadGroups(this.hosts, request)
    const seat = this.peers.seat({ game, component }, request, this.#pods.values(), this.#saved?.undo ?? [])
    const classKey = this.classes.keyOf(request, groups.hostRule !== null)
    components.set(component, { request, size: sizeOf(request), groups, seat, turn: turnOf(request), classKey })
    this.#components.set(game, components)
    this.#saved?.undo.push(() => components.delete(component))
  }

  want(event: PodRequested): void {
    assert(!this.#pods.has(event.pod), () => `pod ${event.pod} is asked for once`)
    const group = event.group === undefined ? null : this.#groupFor(event, event.group)
    const pod = this.#add(event, sizeOf(event), event.cause)
    this.#pending.push(pod)
    if (group !== null) this.#join(pod, group)
  }

  /** The group that a pod may join. Batch pods give way one by one, so a group of them would not stay whole. */
  #groupFor({ pod, game, component, atUs }: PodRequested, name: string): PodGroup {
    const group = this.#groups.get(name) ?? { name, pods: [] }
    const isOfOne = group.pods.length === 0 || group.pods[0].askedAtUs === atUs
    assert(isOfOne, `the pods of group ${name} are asked for at one instant`)
    const isBatch = this.#components.get(game)?.get(component)?.request.batch === true
    assert(!isBatch, `pod ${pod} of a group is no batch pod`)
    return group
  }

  #join(pod: PodRecord, group: PodGroup): void {
    const { name, pods } = group
    this.#groups.set(name, group)
    pod.group = group
    this.#retry(group)
    pods.splice(pods.findLastIndex((other) => byName(other, pod) < 0) + 1, 0, pod)
    this.#saved?.undo.push(() => this.#part(pod, group))
  }

  #part(pod: PodRecord, { name, pods }: PodGroup): void {
    pods.splice(pods.indexOf(pod), 1)
    if (pods.length === 0) this.#groups.delete(name)
  }

  /** What did not fit may do with one pod more or less. */
  #retry({ pods }: PodGroup): void {
    for (const pod of pods) this.save(pod).triedAt = -1
  }

  /** Ends a group whose pods all have their places. */
  dissolve(group: PodGroup): void {
    for (const pod of group.pods) this.save(pod).group = null
    this.#groups.delete(group.name)
    this.#saved?.undo.push(() => this.#groups.set(group.name, group))
  }

  /** Books a holding that was found, all of which must be free. */
  adopt(event: PodAdopted): void {
    const { pod } = event
    assert(!this.#pods.has(pod), `pod ${pod} is adopted before it is known`)
    const holding = read(this.#reader.holding(event), `pod ${pod} is adopted with what its host has`)
    const isUp = (this.hosts.state(holding.host) & IS_UP) !== 0
    assert(isUp, `pod ${pod} is adopted on a host that is up`)
    const clash = clashOfHolding(this.hosts, holding)
    assert(clash === null, `pod ${pod} is adopted with what is free, but ${clash} is not`)
    const record = this.#add(event, sizeOfHolding(holding), 'recover')
    this.ledger.change(record, holding)
    // Where most pods of a scope are, others may follow: what did not fit together may fit now.
    if (record.component.request.together !== undefined) this.hosts.journal.note(holding.host, true)
  }

  /** Books what others use on a host, in place of what was said before. */
  setForeign(event: HostForeign): void {
    const use = read(this.#reader.foreign(event), `others use on ${event.host} what it has`)
    const clash = clashOfAmounts(this.hosts, use, this.ledger.foreign(use.host))
    assert(clash === null, `others use what no pod holds, but ${clash} is held`)
    const isNothing = use.cpus.length === 0 && sumOf(use.memoryMib) === 0
    this.ledger.setForeign(use.host, isNothing ? null : use)
  }

  #add(who: PodRequested | PodAdopted, size: PodSize, cause: string): PodRecord {
    const { pod: name, game, zone, component, atUs } = who
    const record = this.draft({ name, game, zone, component }, size, cause, atUs)
    this.#pods.set(name, record)
    this.#saved?.undo.push(() => this.#pods.delete(name))
    return record
  }

  /** A pod not known yet. size: what its component asks for when left out. */
  draft(identity: PodIdentity, size?: PodSize, cause = 'launch', askedAtUs = 0): PodRecord {
    const { game, component } = identity
    const declared = this.#components.get(game)?.get(component)
    assert(declared !== undefined, () => `component ${game}/${component} is declared before its pods`)
    return {
      identity,
      component: declared,
      size: size === undefined || isSameSize(size, declared.size) ? declared.size : size,
      cause,
      askedAtUs,
      group: null,
      holding: null,
      kept: null,
      refused: false,
      triedAt: -1,
      wanted: true,
    }
  }

  /**
   * A pod that lost its holding waits again. It keeps its place in time, so that what was running comes before what is
   * new.
   */
  wantAgain(pod: PodRecord): void {
    this.save(pod)
    pod.cause = 'recover'
    pod.refused = false
    pod.triedAt = -1
    this.#pending.push(pod)
  }

  /** Ends a pod that holds nothing any more. */
  forget(pod: PodRecord): void {
    const { group } = pod
    this.ledger.letGo(pod)
    if (group !== null) {
      const at = group.pods.indexOf(pod)
      this.#part(pod, group)
      this.#retry(group)
      this.#saved?.undo.push(() => {
        this.#groups.set(group.name, group)
        group.pods.splice(at, 0, pod)
      })
    }
    this.#pods.delete(pod.identity.name)
    this.#saved?.undo.push(() => this.#pods.set(pod.identity.name, pod))
  }

  find(name: string): PodRecord | undefined {
    return this.#pods.get(name)
  }

  pod(name: string): PodRecord {
    const pod = this.#pods.get(name)
    assert(pod !== undefined, () => `pod ${name} is known`)
    return this.save(pod)
  }

  hostNamed(name: string): number {
    const host = this.hosts.domains.host.byName.get(name)
    assert(host !== undefined, `host ${name} is in the fleet`)
    return host
  }

  /** Pods that hold something on one of the hosts, by name. */
  podsOn(hosts: ReadonlySet<number>): PodRecord[] {
    const found: PodRecord[] = []
    for (const pod of this.#pods.values())
      if (pod.holding !== null && hosts.has(pod.holding.host)) found.push(this.save(pod))
    return found.sort(byName)
  }

  /** Waiting pods by (askedAtUs, name); `keep` says which of them go on waiting. */
  filterPending(keep: (pod: PodRecord) => boolean): void {
    if (this.#sortedCount < this.#pending.length) this.#pending.sort(byAskedThenName)
    let kept = 0
    for (const pod of this.#pending) if (keep(this.save(pod))) this.#pending[kept++] = pod
    this.#pending.length = kept
    this.#sortedCount = kept
  }

  /**
   * Saves what the ledger does not, as it changes; the function returned puts it back. Calls nest. A pod is saved when
   * it is first got at, so a what-if costs what it looks at and not what there is.
   */
  saveWords(): () => void {
    const outer = this.#saved
    const saved: Saved = { pods: new Map(), undo: [], pending: [...this.#pending], sortedCount: this.#sortedCount }
    this.#saved = saved
    return () => {
      for (const undo of saved.undo.reverse()) undo()
      for (const [pod, fields] of saved.pods) Object.assign(pod, fields)
      this.#pending = saved.pending
      this.#sortedCount = saved.sortedCount
      this.#saved = outer
    }
  }

  /** To be called before a pod is handed to whoever may change it. */
  save(pod: PodRecord): PodRecord {
    if (this.#saved !== null && !this.#saved.pods.has(pod)) this.#saved.pods.set(pod, wordsOf(pod))
    return pod
  }
}

/** What of a pod changes beside what the ledger changes. */
type PodWords = Pick<PodRecord, 'size' | 'cause' | 'group' | 'refused' | 'triedAt' | 'wanted'>

function wordsOf({ size, cause, group, refused, triedAt, wanted }: PodRecord): PodWords {
  return { size, cause, group, refused, triedAt, wanted }
}

/** What a what-if has to put back. */
interface Saved {
  readonly pods: Map<PodRecord, PodWords>
  /** What takes back pods and components that came or went. */
  readonly undo: (() => void)[]
  readonly pending: PodRecord[]
  readonly sortedCount: number
}

function turnOf({ peers = [], batch }: PodRequest): number {
  const followsOthers = peers.some(({ kind, weight }) => kind === 'near' && weight === undefined)
  return (followsOthers ? 1 : 0) + (batch === true ? 2 : 0)
}

/** The value read, or an assertion with every fault. */
function read<T>(result: Result<T>, what: string): T {
  const faults = result.ok ? [] : result.faults.map((fault) => `${fault.path} ${fault.found}, not ${fault.expected}`)
  assert(result.ok, `${what}, but it says ${faults.join('; ')}`)
  return result.value
}

/** Orders pods by name. */
export function byName(a: PodRecord, b: PodRecord): number {
  return byCodeUnit(a.identity.name, b.identity.name)
}

/** Orders pods by when they were first asked for, then by name. */
export function byAskedThenName(a: PodRecord, b: PodRecord): number {
  return a.askedAtUs - b.askedAtUs || byName(a, b)
}
