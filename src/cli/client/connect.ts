import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { Agent, fetch as fetchOver } from 'undici'
import { shortened } from '../../model/parse/faults.ts'
import type { Arguments } from '../arguments.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import type { Output } from '../output.ts'
import { printFaults } from '../print-faults.ts'
import { unreadWords } from '../scenario-source.ts'
import { defaultStateFolder, type RunningServer, runningServer } from '../serve/data-folder.ts'
import { type OpenedAdapter, openAll, openFolder } from '../serve/live-server.ts'
import { declareTarget, type TargetChoice, targetChoice } from '../serve/target-choice.ts'
import { ApiClient, type Send } from './api-client.ts'

/** A way to the API. inProcess: the adapter that this command has started for its duration, if it has. */
export interface Connection {
  readonly client: ApiClient
  readonly inProcess: OpenedAdapter | null
  close(): Promise<void>
}

/** Declares which server is asked, and with which token. */
export function declareServer(command: Command): void {
  command
    .option('--server [URL]', 'the adapter (default: the one that runs on this machine)')
    .option('--authority [FILE]', 'certificate of the authority that signed the server’s, PEM')
    .option('--token [TOKEN]', 'who asks (default: $BERTH_TOKEN)')
    .option('--token-file [FILE]', 'file with the token')
}

/** Declares which server is asked, or which data folder with no server running. */
export function declareConnection(command: Command): void {
  declareServer(command)
  command.option('--data [DIR]', 'a data folder: its server, or with none running an adapter inside this command')
  declareTarget(command)
}

/** Which way to the API the options name. */
export interface ConnectionChoice {
  readonly server: string | null
  readonly authority: string | null
  readonly token: string | null
  readonly target: TargetChoice
  /** A data folder, or null. */
  readonly path: string | null
}

/** Reads the options of `declareConnection`; faults go to `args`. */
export function readConnection(args: Arguments): ConnectionChoice {
  const server = args.text('--server', 'an address such as https://berth.example:4780/', null)
  if (server !== null && !/^https?:\/\//.test(server)) args.fault('--server', shortened(server), 'an http(s) address')
  if (server !== null && args.given('--data')) args.fault('--data', 'a data folder', 'none, beside --server')
  return {
    server,
    authority: fileText(args, '--authority'),
    token: tokenOf(args),
    target: targetChoice(args),
    path: args.text('--data', 'a folder', null),
  }
}

/** Opens the way to the API; the exit code, faults printed, when there is none. */
export async function connect(choice: ConnectionChoice, output: Output): Promise<Connection | ExitCode> {
  const { server, authority, token, path } = choice
  if (server !== null) return connectTo({ address: server, authority, token: '' }, token)
  const running = runningServer(path ?? defaultStateFolder())
  if (running !== null) return connectTo({ ...running, authority: authority ?? running.authority }, token)
  if (path === null) {
    process.stderr.write(
      'no server runs on this machine; start one with "npx berth serve", or name --server or --data\n',
    )
    return EXIT.unreachable
  }
  const folder = await openFolder(path, 'find')
  if (folder.kind !== 'open') return printFaults(folder.faults, null, output)
  const opened = await openAll(folder.open, choice.target)
  if (!opened.ok) {
    folder.open.store.close()
    return printFaults(opened.faults, null, output)
  }
  const { app } = opened.value.adapter
  const send: Send = async (at, init) => app.fetch(new Request(`http://in.process${at}`, init))
  const client = new ApiClient(send, token ?? opened.value.localToken)
  return { client, inProcess: opened.value, close: () => opened.value.close() }
}

/** A server by its address; the token of the data folder stands in when the user names none. */
function connectTo(server: Omit<RunningServer, 'pid'>, token: string | null): Connection {
  const { address, authority } = server
  const dispatcher = new Agent({ connect: authority === null ? {} : { ca: authority } })
  const base = address.replace(/\/+$/, '')
  const send: Send = async (path, init) => {
    const answer = await fetchOver(`${base}${path}`, { ...(init as object), dispatcher })
    return answer as unknown as Response
  }
  return { client: new ApiClient(send, token ?? server.token), inProcess: null, close: () => dispatcher.destroy() }
}

/** The token given, or null. */
function tokenOf(args: Arguments): string | null {
  const given = args.text('--token', 'a token', null)
  const inFile = fileText(args, '--token-file')
  const token = given ?? inFile?.trim() ?? process.env['BERTH_TOKEN']?.trim() ?? ''
  if (/[^\x21-\x7e]/.test(token)) args.fault('--token', 'a text with spaces or line breaks', 'berth_ and 43 letters')
  return token === '' ? null : token
}

function fileText(args: Arguments, option: string): string | null {
  const path = args.text(option, 'a file', null)
  if (path === null) return null
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    args.fault(option, `${shortened(path)}, ${unreadWords(error)}`, 'a readable file')
    return null
  }
}
