import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Ends the programs of a cluster and removes its folder once its standard input closes, which it does even when the
 * process that started all of them is killed. Reads lines, `+ PID` and `- PID`.
 */
const KEEPER = `
pids=' '
trap '' INT TERM HUP
while read -r sign pid; do
  case $sign in
    +) pids="$pids$pid " ;;
    -) pids="\${pids%% $pid *} \${pids#* $pid }" ;;
  esac
done
for pid in $pids; do kill -9 "$pid" 2>/dev/null; done
rm -rf "$1" || { sleep 1; rm -rf "$1"; }
`

const LAST_LINES = 8

/** A program that runs until it is ended. */
export interface Program {
  readonly name: string
  readonly pid: number
  readonly hasEnded: boolean
  /** The last lines it wrote, for messages. */
  lastLines(): string
  /** Sends a signal, SIGKILL unless told, and waits for the end. */
  end(signal?: NodeJS.Signals): Promise<void>
  signal(signal: NodeJS.Signals): void
}

/** Starts programs of one cluster, each with `NAME.log` and `NAME.pid` in its folder. */
export interface Programs {
  start(name: string, words: readonly string[]): Program
  /** Ends what still runs. With a keeper, the folder is gone soon after. */
  endAll(): Promise<void>
}

/**
 * `folder` holds the built programs, `dir` the cluster. `kept`: the programs and `dir` go when this process does;
 * without it they stay and are somebody else's to end.
 */
export function createPrograms(folder: string, dir: string, kept: boolean): Programs {
  const running = new Set<Program>()
  const keeper = kept ? startKeeper(dir) : null
  return {
    start(name, words) {
      const program = startProgram(join(folder, name), name, words, dir, kept, (sign, pid) => {
        if (keeper?.stdin?.writable === true) keeper.stdin.write(`${sign} ${pid}\n`)
        if (sign === '-') running.delete(program)
      })
      running.add(program)
      return program
    },
    async endAll() {
      await Promise.all([...running].map((program) => program.end()))
      if (keeper === null) return
      keeper.stdin?.end()
      await new Promise((done) => keeper.once('exit', done))
    },
  }
}

function startKeeper(dir: string): ChildProcess {
  const keeper = spawn('/bin/sh', ['-c', KEEPER, 'keeper', dir], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  })
  keeper.stdin?.on('error', () => {})
  keeper.unref()
  return keeper
}

function startProgram(
  path: string,
  name: string,
  words: readonly string[],
  dir: string,
  kept: boolean,
  tell: (sign: '+' | '-', pid: number) => void,
): Program {
  const logFile = join(dir, `${name}.log`)
  const log = openSync(logFile, 'a')
  const child = spawn(path, words, { stdio: ['ignore', log, log], detached: !kept, cwd: dir })
  closeSync(log)
  if (!kept) child.unref()
  let hasEnded = child.pid === undefined
  const pid = child.pid ?? 0
  writeFileSync(join(dir, `${name}.pid`), String(pid))
  const ended = new Promise<void>((resolve) => {
    const note = () => {
      if (!hasEnded) tell('-', pid)
      hasEnded = true
      resolve()
    }
    child.once('exit', note)
    child.once('error', note)
  })
  if (!hasEnded) tell('+', pid)
  return {
    name,
    pid,
    get hasEnded() {
      return hasEnded
    },
    lastLines: () => readFileSync(logFile, 'utf8').trim().split('\n').slice(-LAST_LINES).join('\n'),
    signal: (signal) => void child.kill(signal),
    async end(signal = 'SIGKILL') {
      if (!hasEnded) child.kill(signal)
      await ended
    },
  }
}
