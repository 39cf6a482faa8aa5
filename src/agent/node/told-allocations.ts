import type { SignedAllocation } from '../../model/signed-allocation.ts'
import { keepFile, keptFile } from './kept-file.ts'
import type { AllocationVerifier, PodIdentity, Verified } from './verify-allocation.ts'

/** An allocation that came for a pod by a call, as it was signed. */
interface ToldAllocation extends PodIdentity, SignedAllocation {}

interface Told {
  readonly told: ToldAllocation
  readonly said: Verified
}

/**
 * The last allocation that each pod was given by a call, over restarts of the agent: a runtime shows the annotations of
 * a pod's beginning alone, and only for a pod with a running container does it also say what that has. One file,
 * written beside its place and then renamed.
 */
export class ToldAllocations {
  readonly #path: string
  readonly #byUid = new Map<string, Told>()

  private constructor(path: string) {
    this.#path = path
  }

  /** Reads what was kept; none of what another authority signed counts. Rejects when the file cannot be read as one. */
  static async open(path: string, verifier: AllocationVerifier): Promise<ToldAllocations> {
    const kept = new ToldAllocations(path)
    for (const told of ((await keptFile(path)) ?? []) as ToldAllocation[]) {
      const said = verifier.of(told, told)
      if (said.ok) kept.#byUid.set(told.uid, { told, said: said.value })
    }
    return kept
  }

  of(uid: string): Verified | null {
    return this.#byUid.get(uid)?.said ?? null
  }

  /** What was told of a pod where that is later than what is said of it elsewhere, else that. */
  later(uid: string, said: Verified): Verified {
    const latest = this.of(uid)
    return latest !== null && latest.atMs > said.atMs ? latest : said
  }

  /** Returns what the pod was told before, for `putBack`. */
  put({ uid, namespace, name }: PodIdentity, { allocation, signature }: SignedAllocation, said: Verified): Told | null {
    const before = this.#byUid.get(uid) ?? null
    this.#byUid.set(uid, { told: { uid, namespace, name, allocation, signature }, said })
    return before
  }

  /** As if the pod had been told what it was before. */
  putBack(uid: string, before: Told | null): void {
    if (before === null) this.forget(uid)
    else this.#byUid.set(uid, before)
  }

  /** Resolves once the file has what was put and forgotten. One at a time. */
  async save(): Promise<void> {
    await keepFile(
      this.#path,
      Array.from(this.#byUid.values(), ({ told }) => told),
    )
  }

  /** Forgets a pod; the file follows when it is next saved. */
  forget(uid: string): void {
    this.#byUid.delete(uid)
  }

  /** Forgets all pods but these. */
  keep(uids: ReadonlySet<string>): void {
    for (const uid of this.#byUid.keys()) if (!uids.has(uid)) this.forget(uid)
  }
}
