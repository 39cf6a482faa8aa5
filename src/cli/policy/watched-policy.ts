import { createHash } from 'node:crypto'
import { unwatchFile, watchFile } from 'node:fs'
import { resolve } from 'node:path'
import { ok, type Result } from '../../base/result.ts'
import type { ServedPolicy } from '../../model/policy-report.ts'
import { openPolicy } from './open-policy.ts'

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
  const opened = await openPolicy(file)
  if (!opened.ok) return opened
  const { text, policy, files } = opened.value
  const watched = new FileWatch(file)
  watched.take(text, policy.name)
  watched.watch(files)
  return ok(watched)
}

class FileWatch implements WatchedPolicy {
  served: ServedPolicy
  readonly #file: string
  readonly #bundles = new Map<string, string>()
  readonly #listeners = new Set<(served: ServedPolicy) => void>()
  #files: readonly string[] = []
  /** Counts changes: a check that was overtaken says nothing. */
  #changes = 0

  constructor(file: string) {
    this.#file = file
    this.served = { file, name: '', digest: '', faults: [] }
  }

  take(text: string, name: string): void {
    const digest = createHash('sha256').update(text).digest('hex')
    this.#bundles.set(digest, text)
    this.served = { file: this.#file, name, digest, faults: [] }
  }

  watch(files: readonly string[]): void {
    this.close()
    this.#files = [...new Set([resolve(this.#file), ...files])]
    for (const path of this.#files) watchFile(path, { interval: LOOK_MS, persistent: false }, this.#check)
  }

  bundle(digest: string): string | null {
    return this.#bundles.get(digest) ?? null
  }

  subscribe(changed: (served: ServedPolicy) => void): () => void {
    this.#listeners.add(changed)
    return () => this.#listeners.delete(changed)
  }

  close(): void {
    for (const path of this.#files) unwatchFile(path, this.#check)
    this.#files = []
  }

  readonly #check = async (): Promise<void> => {
    const change = ++this.#changes
    const opened = await openPolicy(this.#file)
    if (change !== this.#changes || this.#files.length === 0) return
    if (opened.ok) {
      this.take(opened.value.text, opened.value.policy.name)
      this.watch(opened.value.files)
    } else this.served = { ...this.served, faults: opened.faults }
    for (const listener of this.#listeners) listener(this.served)
  }
}
