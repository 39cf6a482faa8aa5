import { hostname, networkInterfaces } from 'node:os'
import { failed, ok, type Result } from '../../base/result.ts'
import type { Authority } from '../../live/certificates/authority.ts'
import type { Store } from '../../live/store/store.ts'
import { openJoinDoor } from '../../live/targets/agents/join-door.ts'
import { shortened } from '../../model/parse/faults.ts'
import { errorCode } from '../scenario-source.ts'
import { AskedLog } from './asked-log.ts'

/** Agents renew their certificates when a third of this is left. */
const AGENT_LIFETIME_MS = 7 * 86_400_000

/** Where agents join, and what ends it. */
export interface Joining {
  readonly address: string
  close(): Promise<void>
}

/**
 * Lets agents join and renew. listen: ADDRESS:PORT. names: by which agents reach it, beside its own. What is granted is
 * a line of the audit log each, what is refused as `RefusalLog` has it: anybody can reach this door.
 */
export async function openJoining(
  listen: string,
  names: readonly string[],
  { store, authority }: { readonly store: Store; readonly authority: Authority },
): Promise<Result<Joining>> {
  const match = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(listen)
  const address = match?.[1] ?? match?.[2]
  if (match === null || address === undefined || Number(match[3]) > 65535) {
    return failed([{ path: '--join-listen', found: shortened(listen), expected: 'ADDRESS:PORT' }])
  }
  const asked = new AskedLog(store)
  try {
    const door = await openJoinDoor({
      authority,
      address,
      port: Number(match[3]),
      hosts: hostsOf(address, names),
      lifetimeMs: AGENT_LIFETIME_MS,
      book: {
        spend: (host, secret, nowMs) => store.transaction(() => store.agents.useToken(secret, host, nowMs)),
        put({ issuedAtMs, ...agent }) {
          store.transaction(() => store.agents.put({ ...agent, joinedAtMs: issuedAtMs, fingerprint: '' }))
        },
        renew: (agent) => store.transaction(() => store.agents.renew(agent)),
        joined: (host) => store.agents.get(host),
      },
      onAsked: (each) => asked.note(each),
    })
    const close = async (): Promise<void> => {
      await door.close()
      asked.close()
    }
    return ok({ address: `https://${address}:${door.port}`, close })
  } catch (error) {
    asked.close()
    const found = `${listen}, which cannot be listened on (${errorCode(error)})`
    return failed([{ path: '--join-listen', found, expected: 'an address of this machine and a free port' }])
  }
}

/**
 * Names and addresses that a listener on `address` is reached by: for 0.0.0.0 and :: all of this machine's, and
 * `names`, which this machine cannot know of itself.
 */
export function hostsOf(address: string, names: readonly string[]): readonly string[] {
  if (address !== '0.0.0.0' && address !== '::') return [...new Set([address, hostname(), 'localhost', ...names])]
  const own = Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map((each) => each.address))
  return [...new Set([...own.filter((each) => !each.includes('%')), hostname(), 'localhost', ...names])]
}
