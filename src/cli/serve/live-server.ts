import { join } from 'node:path'
import { type Fault, failed, ok, type Result } from '../../base/result.ts'
import { makeToken } from '../../live/access/token.ts'
import { type Adapter, openAdapter } from '../../live/adapter.ts'
import { type Authority, openAuthority } from '../../live/certificates/authority.ts'
import { openStore, type Store } from '../../live/store/store.ts'
import { AgentWatch } from '../../live/targets/agents/agent-watch.ts'
import { ownCredentials } from '../../live/targets/agents/own-credentials.ts'
import { findStateFolder, prepareStateFolder, runningServer } from './data-folder.ts'
import { openTarget } from './open-target.ts'
import type { TargetChoice } from './target-choice.ts'

/** A data folder that is this process's alone. */
export interface OpenFolder {
  readonly folder: string
  readonly store: Store
  readonly authority: Authority
}

/** Faults, and whether they say that another process has the folder. */
export type FolderResult =
  | { readonly kind: 'open'; readonly open: OpenFolder }
  | { readonly kind: 'faulty'; readonly faults: readonly Fault[] }
  /** where: how its server is reached, `process 12` when it serves nothing. */
  | { readonly kind: 'taken'; readonly faults: readonly Fault[] }

/** Opens a data folder; `make`: makes it when it is not there, `find`: then that is a fault. */
export async function openFolder(path: string, whenMissing: 'make' | 'find'): Promise<FolderResult> {
  const prepared = whenMissing === 'make' ? prepareStateFolder(path) : findStateFolder(path)
  if (!prepared.ok) return { kind: 'faulty', faults: prepared.faults }
  const folder = prepared.value
  const store = openStore(folder)
  if (!store.ok) {
    const server = runningServer(folder)
    if (server === null) return { kind: 'faulty', faults: store.faults }
    const found = `${folder}, which the server at ${server.address} has open (process ${server.pid})`
    return { kind: 'taken', faults: [{ path: '--data', found, expected: 'a folder of its own for each server' }] }
  }
  return {
    kind: 'open',
    open: { folder, store: store.value, authority: await openAuthority(join(folder, 'authority')) },
  }
}

/** An adapter with its target; closing ends both and the store. */
export interface OpenedAdapter {
  readonly adapter: Adapter
  readonly localToken: string
  /** What the target is, for a person. */
  readonly about: string
  close(): Promise<void>
}

/** Opens target and adapter on a folder; nothing is applied before `adapter.plans.start()`. */
export async function openAll(open: OpenFolder, choice: TargetChoice): Promise<Result<OpenedAdapter>> {
  const target = await openTarget(choice, open)
  if (!target.ok) return target
  const localToken = makeToken()
  const agents = new AgentWatch({
    credentials: ownCredentials(open.authority),
    agents: target.value.agents,
    away: target.value.away,
    nowMs: () => Date.now(),
  })
  const adapter = openAdapter({
    folder: open.folder,
    store: open.store,
    target: target.value.target,
    agents,
    localToken,
    authoritySha256: open.authority.fingerprint,
  })
  if (!adapter.ok) {
    await target.value.close()
    return failed(adapter.faults.map((fault) => ({ ...fault, path: `access.cedar: ${fault.path}` })))
  }
  agents.start()
  return ok({
    adapter: adapter.value,
    localToken,
    about: target.value.about,
    async close() {
      await agents.close()
      await adapter.value.close()
      await target.value.close()
      open.store.close()
    },
  })
}
