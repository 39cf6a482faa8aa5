import { onAbort } from '../../on-abort.ts'
import { addressOf } from './facts/allocation.ts'
import { podNameOf } from './facts/pod-facts.ts'
import type { KubePod } from './objects.ts'
import { isFinished, objectNameOf } from './objects.ts'
import type { ReflectorSink } from './reflector.ts'

const NONE: readonly KubePod[] = []

/** What a waiter asks of the cache: a value once its condition holds, undefined until then. */
type Question<T> = () => T | undefined

/**
 * All pods as a watch shows them, by object name, engine's name, node and address. What one watch shows comes in the
 * order in which it was written: once it has shown a write of ours, everything written before is in here too.
 */
export class PodCache implements ReflectorSink<KubePod> {
  readonly #byObjectName = new Map<string, KubePod>()
  readonly #byName = new Groups()
  readonly #byNode = new Groups()
  readonly #byAddress = new Groups()
  /** Waiters by the object name they wait for. */
  readonly #waiters = new Map<string, Set<() => void>>()
  readonly #came: (node: string) => void
  #isFilled = false

  /** came: told of each Node that a pod came to or changed on, and of those with pods of the same address. */
  constructor(came: (node: string) => void) {
    this.#came = came
  }

  /** Whether there was a list yet. */
  get isFilled(): boolean {
    return this.#isFilled
  }

  replace(pods: readonly KubePod[]): void {
    this.#isFilled = true
    this.#byObjectName.clear()
    for (const groups of [this.#byName, this.#byNode, this.#byAddress]) groups.clear()
    for (const pod of pods) this.#put(pod)
    for (const objectName of [...this.#waiters.keys()]) this.#wake(objectName)
  }

  set(pod: KubePod): void {
    this.#drop(objectNameOf(pod))
    this.#put(pod)
    this.#wake(objectNameOf(pod))
  }

  remove(pod: KubePod): void {
    this.#drop(objectNameOf(pod))
    this.#wake(objectNameOf(pod))
  }

  get(objectName: string): KubePod | null {
    return this.#byObjectName.get(objectName) ?? null
  }

  /** Pods that give themselves this engine's name: two while one makes way for the other. */
  named(name: string): readonly KubePod[] {
    return this.#byName.get(name)
  }

  onNode(node: string): readonly KubePod[] {
    return this.#byNode.get(node)
  }

  /** Pods whose allocation has this IP. */
  withAddress(ip: string | undefined): readonly KubePod[] {
    if (ip === undefined) return []
    return this.#byAddress.get(ip)
  }

  /**
   * The answer to a question about one pod as soon as it has one; undefined when it has none within the time or the
   * signal aborts.
   */
  async waitFor<T>(
    objectName: string,
    question: Question<T>,
    withinMs: number,
    signal: AbortSignal,
  ): Promise<T | undefined> {
    const now = question()
    if (now !== undefined || signal.aborted) return now
    return new Promise((resolve) => {
      const looks = this.#waiters.get(objectName) ?? new Set<() => void>()
      this.#waiters.set(objectName, looks)
      const end = (value: T | undefined): void => {
        clearTimeout(timer)
        looks.delete(look)
        if (looks.size === 0 && this.#waiters.get(objectName) === looks) this.#waiters.delete(objectName)
        forget()
        resolve(value)
      }
      const look = (): void => {
        const value = question()
        if (value !== undefined) end(value)
      }
      const timer = setTimeout(() => end(undefined), withinMs)
      looks.add(look)
      const forget = onAbort(signal, () => end(undefined))
    })
  }

  #put(pod: KubePod): void {
    this.#byObjectName.set(objectNameOf(pod), pod)
    this.#byName.add(podNameOf(pod), pod)
    if (isFinished(pod)) return
    const { nodeName } = pod.spec
    if (nodeName !== undefined) this.#byNode.add(nodeName, pod)
    const ip = addressOf(pod)
    if (ip !== null) this.#byAddress.add(ip, pod)
    if (nodeName === undefined) return
    this.#came(nodeName)
    const sharing = ip === null ? [] : this.#byAddress.get(ip)
    for (const other of sharing) if (other !== pod && other.spec.nodeName !== undefined) this.#came(other.spec.nodeName)
  }

  #drop(objectName: string): void {
    const pod = this.#byObjectName.get(objectName)
    if (pod === undefined) return
    this.#byObjectName.delete(objectName)
    this.#byName.remove(podNameOf(pod), pod)
    if (pod.spec.nodeName !== undefined) this.#byNode.remove(pod.spec.nodeName, pod)
    const ip = addressOf(pod)
    if (ip !== null) this.#byAddress.remove(ip, pod)
  }

  #wake(objectName: string): void {
    for (const look of [...(this.#waiters.get(objectName) ?? [])]) look()
  }
}

/** Pods by some key. Lists are never changed but replaced, so that they are handed out as they are. */
class Groups {
  readonly #groups = new Map<string, readonly KubePod[]>()

  add(key: string, pod: KubePod): void {
    const group = this.#groups.get(key)
    this.#groups.set(key, group === undefined ? [pod] : [...group, pod])
  }

  remove(key: string, pod: KubePod): void {
    const left = this.get(key).filter((other) => other !== pod)
    if (left.length === 0) this.#groups.delete(key)
    else this.#groups.set(key, left)
  }

  get(key: string): readonly KubePod[] {
    return this.#groups.get(key) ?? NONE
  }

  clear(): void {
    this.#groups.clear()
  }
}
