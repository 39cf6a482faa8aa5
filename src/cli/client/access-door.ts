import type { Command } from 'commander'
import { makeToken } from '../../live/access/token.ts'
import { LOCAL_NAME, TokenBook, type TokenHead, type TokenWish } from '../../live/access/token-book.ts'
import { AuditLog } from '../../live/audit/audit-log.ts'
import { SYSTEM_CLOCK } from '../../live/clock.ts'
import { problemOf } from '../../live/http/problem.ts'
import type { Arguments } from '../arguments.ts'
import type { ExitCode } from '../exit-code.ts'
import type { Output } from '../output.ts'
import { printFaults } from '../print-faults.ts'
import { defaultStateFolder, runningServer } from '../serve/data-folder.ts'
import { openFolder } from '../serve/live-server.ts'
import type { Answer, ApiClient } from './api-client.ts'
import { connect, declareServer, readConnection } from './connect.ts'

/** The tokens of a data folder: through the server that runs on it, or with none running, in the folder itself. */
export interface AccessDoor {
  /** The token's text. */
  add(wish: TokenWish): Promise<AnswerTo<string>>
  list(): Promise<AnswerTo<readonly TokenHead[]>>
  revoke(name: string): Promise<AnswerTo<null>>
  close(): Promise<void>
}

type AnswerTo<T> = { readonly ok: true; readonly value: T } | Extract<Answer<T>, { ok: false }>

/** Declares which tokens are meant. */
export function declareAccessDoor(command: Command): void {
  declareServer(command)
  command.option('--data [DIR]', `the data folder (default: ${defaultStateFolder()})`)
}

/** Opens the door that the options name; the exit code, faults printed, when that cannot be. whenMissing: a folder. */
export async function openAccessDoor(
  args: Arguments,
  output: Output,
  whenMissing: 'make' | 'find',
): Promise<AccessDoor | ExitCode> {
  const path = args.text('--data', 'a folder', defaultStateFolder())
  if (args.given('--server') || runningServer(path) !== null) {
    const choice = readConnection(args)
    if (args.faults.length > 0) return printFaults(args.faults, null, output)
    const connection = await connect(choice, output)
    return typeof connection === 'number' ? connection : doorOf(connection.client, () => connection.close())
  }
  const folder = await openFolder(path, whenMissing)
  if (folder.kind !== 'open') return printFaults(folder.faults, null, output)
  const { store } = folder.open
  return folderDoor(new TokenBook(store, new AuditLog(store.audit), SYSTEM_CLOCK, makeToken()), () => store.close())
}

function doorOf(client: ApiClient, close: () => Promise<void>): AccessDoor {
  return {
    async add(wish) {
      const answer = await client.post<{ readonly token: string }>('/api/tokens', wish)
      return answer.ok ? { ok: true, value: answer.value.token } : answer
    },
    async list() {
      const answer = await client.get<{ readonly tokens: readonly TokenHead[] }>('/api/tokens')
      return answer.ok ? { ok: true, value: answer.value.tokens } : answer
    },
    revoke: (name) => client.delete(`/api/tokens/${encodeURIComponent(name)}`),
    close,
  }
}

function folderDoor(tokens: TokenBook, close: () => void): AccessDoor {
  return {
    async add(wish) {
      const token = tokens.add(wish, LOCAL_NAME)
      if (token.ok) return token
      return { ok: false, problem: problemOf(409, 'the name is taken', { word: 'conflict', reasons: token.faults }) }
    },
    list: async () => ({ ok: true, value: tokens.list() }),
    async revoke(name) {
      if (tokens.revoke(name, LOCAL_NAME)) return { ok: true, value: null }
      return { ok: false, problem: problemOf(404, `there is no token of ${name} that counts`) }
    },
    close: async () => close(),
  }
}
