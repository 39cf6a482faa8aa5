import { createHash } from 'node:crypto'
import { unwatchFile, watchFile } from 'node:fs'
import { resolve } from 'node:path'
import { ok, type Result } from '../../base/result.ts'
import type { ServedPolicy } from '../../model/policy-report.ts'
import { openPolicy, type PolicyOfFiles } from './open-policy.ts'

/** Editors replace files in ways that a watch on the file itself loses; a look at it four times a second does not. */
const LOOK_MS = 250

/** A policy file that is checked anew whenever it, or what it imports, changes. */
export interface WatchedPolicy {
  readonly served: ServedPolicy
  /** The bundle of a version that was in force since the start, or null. */
  bundle(digest: string): string | null
  /** Calls back after each check. Returns what ends that. */
  subscribe(changed: (served: ServedPolicy) => void): () => void
  close(): void
}

/** Opens a policy file and watches it. Faults: what is wrong with it now; later ones are part of what is served. */
export async function watchPolicy(file: string): Promise<Result<WatchedPolicy>> {
  const watched = new FileWatch(file)
  const opened = await watched.open()
  if (opened.ok) watched.take(opened.value)
  else watched.close()
  return opened.ok ? ok(watched) : opened
}

class FileWatch implements WatchedPolicy {
  served: ServedPolicy
  readonly #file: string
  readonly #bundles = new Map<string, string>()
  readonly #listeners = new Set<(served: ServedPolicy) => void>()
  readonly #files = new Set<string>()
  /** Counts changes: a check that was overtaken says nothing. */
  #changes = 0
  #closed = false

  constructor(file: string) {
    this.#file = file
    this.served = { file, name: '', digest: '', faults: [] }
  }

  take({ text, policy, files }: PolicyOfFiles): void {
    const digest = createHash('sha256').update(text).digest('hex')
    this.#bundles.set(digest, text)
    this.served = { file: this.#file, name: policy.name, digest, faults: [] }
    this.#unwatch((path) => path !== resolve(this.#file) && !files.includes(path))
  }

  /**
   * Opens the file and watches what it is made of. What was not watched yet is read again once it is: a change between
   * the reading and the watch's first look would never be seen. For the same reason what is watched is let alone.
   */
  async open(): Promise<Result<PolicyOfFiles>> {
    this.#watch([resolve(this.#file)])
    for (;;) {
      const opened = await openPolicy(this.#file)
      if (!opened.ok || !this.#watch(opened.value.files)) return opened
    }
  }

  bundle(digest: string): string | null {
    return this.#bundles.get(digest) ?? null
  }

  subscribe(changed: (served: ServedPolicy) => void): () => void {
    this.#listeners.add(changed)
    return () => this.#listeners.delete(changed)
  }

  close(): void {
    this.#closed = true
    this.#unwatch(() => true)
  }

  /** Watches these files too. Says whether one of them was not watched yet. */
  #watch(files: readonly string[]): boolean {
    const fresh = this.#closed ? [] : files.filter((path) => !this.#files.has(path))
    for (const path of fresh) {
      this.#files.add(path)
      watchFile(path, { interval: LOOK_MS, persistent: false }, this.#check)
    }
    return fresh.length > 0
  }

  #unwatch(needless: (path: string) => boolean): void {
    for (const path of [...this.#files].filter(needless)) {
      this.#files.delete(path)
      unwatchFile(path, this.#check)
    }
  }

  readonly #check = async (): Promise<void> => {
    const change = ++this.#changes
    const opened = await this.open()
    if (change !== this.#changes || this.#closed) return
    if (opened.ok) this.take(opened.value)
    else this.served = { ...this.served, faults: opened.faults }
    for (const listener of this.#listeners) listener(this.served)
  }
}
