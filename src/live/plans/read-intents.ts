import type { Result } from '../../base/result.ts'
import { failed, ok } from '../../base/result.ts'
import { expectedName, FaultList } from '../../model/parse/faults.ts'
import type { CreateIntent, PlanIntent, PlanRequest } from '../../model/plan.ts'
import type { ObservedPod, Snapshot } from '../../model/snapshot.ts'
import { wholeGroups } from '../whole-groups.ts'
import type { Asked, HeldPod } from './asked.ts'
import { readCreate } from './read-create.ts'

/** What a request asks of a fleet, pod by pod, and the hosts it cordons. */
export interface Reading {
  readonly asked: readonly Asked[]
  /** Hosts to cordon; those that are cordoned already are left out. */
  readonly cordon: readonly string[]
  /** Hosts drained, cordoned before or not. */
  readonly drained: readonly string[]
}

/**
 * Looks up what the intents name. Faults: a pod or host that is not there, a pod that is in no state for it, a pod
 * named twice, a template missing or not wanted.
 */
export function readIntents(request: PlanRequest, snapshot: Snapshot): Result<Reading> {
  const reader = new IntentReader(snapshot)
  request.spec.intents.forEach((intent, i) => {
    reader.read(intent, `spec.intents[${i}]`)
  })
  return reader.end()
}

class IntentReader {
  readonly #snapshot: Snapshot
  readonly #pods: ReadonlyMap<string, ObservedPod>
  readonly #asked: Asked[] = []
  /** Where a pod was named. */
  readonly #named = new Map<string, { readonly path: string; readonly kind: PlanIntent['kind'] }>()
  readonly #drains = new Map<string, string>()
  readonly #faults = new FaultList()

  constructor(snapshot: Snapshot) {
    this.#snapshot = snapshot
    this.#pods = new Map(snapshot.pods.map((pod) => [pod.name, pod]))
  }

  read(intent: PlanIntent, path: string): void {
    switch (intent.kind) {
      case 'bind':
        return this.#readBind(intent.pods, path)
      case 'create':
        return this.#readCreate(intent, path)
      case 'drain':
        return this.#readDrain(intent.host, path)
      default: {
        const pod = this.#held(intent.pod, `${path}.pod`, intent.kind)
        if (pod === null) return
        if (intent.kind === 'migrate') this.#asked.push({ kind: 'migrate', pod, cause: 'plan' })
        else if (intent.kind === 'release') this.#asked.push({ kind: 'release', pod })
        else this.#readResize(pod, intent, path)
      }
    }
  }

  /** A plan places a group whole or not at all, so it is asked for all of it. */
  #checkGroups(): void {
    const bound = this.#asked.flatMap((each) => (each.kind === 'bind' ? [each.pod] : []))
    for (const [pod, { group, asked, pods }] of wholeGroups(bound, this.#snapshot.pods).missing) {
      const path = this.#named.get(pod)?.path ?? ''
      this.#faults.add(path, `${pod}, one of ${asked} pods of group ${group}`, `all ${pods} of them, unbound`)
    }
  }

  /** Everything read; drains last, since a pod named by itself needs no more. */
  end(): Result<Reading> {
    for (const [host, path] of this.#drains) this.#drain(host, path)
    this.#checkGroups()
    if (!this.#faults.isEmpty) return failed(this.#faults.all)
    const drained = [...this.#drains.keys()]
    const open = new Set(this.#snapshot.hosts.filter((host) => !host.cordoned).map((host) => host.name))
    return ok({ asked: this.#asked, drained, cordon: drained.filter((host) => open.has(host)) })
  }

  #readBind(names: readonly string[] | undefined, path: string): void {
    if (names === undefined) {
      const pending = this.#snapshot.pods.filter((pod) => pod.state === 'pending' && !this.#named.has(pod.name))
      const { missing } = wholeGroups(pending, this.#snapshot.pods)
      const unbound = pending.filter((pod) => !missing.has(pod.name))
      if (unbound.length === 0)
        this.#faults.add(path, 'no unbound pod', 'at least one that names Berth as its scheduler')
      for (const pod of unbound) this.#name(pod.name, path, 'bind')
      for (const pod of unbound) this.#asked.push({ kind: 'bind', pod })
      return
    }
    names.forEach((name, i) => {
      const at = `${path}.pods[${i}]`
      const pod = this.#pods.get(name)
      if (!this.#name(name, at, 'bind')) return
      if (pod === undefined) this.#unknownPod(name, at, (each) => each.state === 'pending')
      else if (pod.state === 'pending') this.#asked.push({ kind: 'bind', pod })
      else this.#faults.add(at, `${name}, ${stateWords(pod)}`, 'an unbound pod')
    })
  }

  #readCreate(intent: CreateIntent, path: string): void {
    const created = readCreate(intent, path, this.#snapshot.target.kind)
    if (!created.ok) return this.#faults.addAll(created.faults)
    intent.pods.forEach((name, i) => {
      const at = `${path}.pods[${i}]`
      if (!this.#name(name, at, 'create')) return
      const pod = this.#pods.get(name)
      if (pod !== undefined) return this.#faults.add(at, `${name}, ${stateWords(pod)}`, 'a name that no pod has')
      this.#asked.push({ kind: 'create', name, objectName: created.value[i], intent })
    })
  }

  #readResize(pod: HeldPod, { cpus, memoryMib }: { cpus: number; memoryMib: number }, path: string): void {
    if (cpus === pod.cpus && memoryMib === pod.memoryMib) {
      this.#faults.add(path, `${cpus} Cpus and ${memoryMib} MiB, as ${pod.name} has`, 'another size')
    } else this.#asked.push({ kind: 'resize', pod, cpus, memoryMib })
  }

  #readDrain(host: string, path: string): void {
    if (this.#drains.has(host)) return this.#faults.add(`${path}.host`, `${host} again`, 'each host drained once')
    const names = this.#snapshot.hosts.map((each) => each.name)
    if (names.includes(host)) this.#drains.set(host, path)
    else this.#faults.add(`${path}.host`, host, expectedName('host', host, names))
  }

  #drain(host: string, path: string): void {
    for (const pod of this.#snapshot.pods) {
      if (!isHeld(pod) || pod.holding.host !== host || pod.state === 'terminating') continue
      const named = this.#named.get(pod.name)
      if (named?.kind === 'resize') {
        this.#faults.add(`${named.path}`, `${pod.name} on ${host}, which ${path} drains`, 'a pod that stays')
      }
      if (named === undefined) this.#asked.push({ kind: 'migrate', pod, cause: 'drain' })
    }
  }

  #held(name: string, path: string, kind: PlanIntent['kind']): HeldPod | null {
    const pod = this.#pods.get(name)
    if (!this.#name(name, path, kind)) return null
    if (pod === undefined) {
      this.#unknownPod(name, path, isHeld)
      return null
    }
    if (isHeld(pod) && pod.state !== 'terminating') return pod
    this.#faults.add(path, `${name}, ${stateWords(pod)}`, 'a pod that is on a host and stays')
    return null
  }

  /** Notes that a pod is named; false when it was before. */
  #name(pod: string, path: string, kind: PlanIntent['kind']): boolean {
    const before = this.#named.get(pod)
    if (before !== undefined) {
      this.#faults.add(path, `${pod} again, named by ${before.path}`, 'each pod once')
      return false
    }
    this.#named.set(pod, { path, kind })
    return true
  }

  #unknownPod(name: string, path: string, isMeant: (pod: ObservedPod) => boolean): void {
    const names = this.#snapshot.pods.filter(isMeant).map((pod) => pod.name)
    this.#faults.add(path, name, expectedName('pod', name, names))
  }
}

function isHeld(pod: ObservedPod): pod is HeldPod {
  return pod.holding !== null
}

function stateWords({ state, holding }: ObservedPod): string {
  if (state === 'pending') return 'which is on no host yet'
  const where = holding === null ? '' : ` on ${holding.host}`
  return state === 'terminating' ? `which is on its way out${where}` : `which is ${state}${where}`
}
