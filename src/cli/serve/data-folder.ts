import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { failed, ok, type Result } from '../../base/result.ts'
import { STORE_FILE } from '../../live/store/store.ts'
import { shortened } from '../../model/parse/faults.ts'
import { errorCode } from '../scenario-source.ts'

/** Where a server that runs says how it is reached; readable by its owner alone, for the token in it. */
const SERVER_FILE = 'server.json'

/** How the server of a data folder is reached. */
export interface RunningServer {
  readonly address: string
  readonly pid: number
  /** Of this run, for whoever can read the data folder: may look and give out tokens. */
  readonly token: string
  /** Certificate of its authority, PEM; null without HTTPS or with a certificate of somebody else. */
  readonly authority: string | null
}

/** The data folder when none is named: where the platform keeps the state of programs. */
export function defaultStateFolder(env: NodeJS.ProcessEnv = process.env): string {
  if (process.platform === 'win32') {
    return join(env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'), 'berth')
  }
  const state = env['XDG_STATE_HOME']
  return join(state !== undefined && state !== '' ? state : join(homedir(), '.local', 'state'), 'berth')
}

/**
 * The folder, made when it is not there, for its owner alone. A fault when that cannot be, and where it holds other
 * things that others may read by now: it may be somebody's home, whose rights are not ours to change.
 */
export function prepareStateFolder(path: string): Result<string> {
  const folder = resolve(path)
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const names = readdirSync(folder)
    if (names.length > 0 && !names.includes(STORE_FILE) && isOpenToOthers(folder)) {
      const found = `${shortened(path)}, a folder without ${STORE_FILE} that others can read`
      const expected = 'a new, an empty or a data folder, or one for its owner alone (chmod 700)'
      return failed([{ path: '--data', found, expected }])
    }
    chmodSync(folder, 0o700)
    return ok(folder)
  } catch (error) {
    const found = `${shortened(path)} (${errorCode(error)})`
    return failed([{ path: '--data', found, expected: 'a folder that can be made and written' }])
  }
}

/** Whether anybody but its owner has a right to it; Windows has none of these. */
function isOpenToOthers(folder: string): boolean {
  return process.platform !== 'win32' && (statSync(folder).mode & 0o077) !== 0
}

/** The folder, which an earlier command made; a fault when it is not there or another's. Nothing is made or changed. */
export function findStateFolder(path: string): Result<string> {
  const folder = resolve(path)
  const words = foreignWords(folder)
  if (words === null) return ok(folder)
  const expected = 'a data folder, which "berth serve" makes'
  return failed([{ path: '--data', found: `${shortened(path)}, ${words}`, expected }])
}

/** What is found in place of a data folder, or null where one is. */
function foreignWords(folder: string): string | null {
  try {
    const there = statSync(folder, { throwIfNoEntry: false })
    if (there === undefined) return 'which is not there'
    if (!there.isDirectory()) return 'a file'
    return existsSync(join(folder, STORE_FILE)) ? null : `a folder without ${STORE_FILE}`
  } catch (error) {
    return errorCode(error)
  }
}

/** The server that runs on a data folder; null when none does. */
export function runningServer(folder: string): RunningServer | null {
  try {
    const server = JSON.parse(readFileSync(join(folder, SERVER_FILE), 'utf8')) as RunningServer
    process.kill(server.pid, 0)
    return server
  } catch (error) {
    // Somebody else's process may not be asked, but it is there.
    return errorCode(error) === 'EPERM' ? readServer(folder) : null
  }
}

function readServer(folder: string): RunningServer {
  return JSON.parse(readFileSync(join(folder, SERVER_FILE), 'utf8')) as RunningServer
}

/** Says how the server is reached, until `forgetServer`. */
export function announceServer(folder: string, server: RunningServer): void {
  const path = join(folder, SERVER_FILE)
  writeFileSync(`${path}.new`, `${JSON.stringify(server)}\n`, { mode: 0o600 })
  renameSync(`${path}.new`, path)
}

export function forgetServer(folder: string): void {
  rmSync(join(folder, SERVER_FILE), { force: true })
}
