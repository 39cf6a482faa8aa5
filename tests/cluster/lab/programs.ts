import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Ends the programs of a cluster and removes its folder once its standard input closes, which it does even when the
 * process that started all of them is killed. Reads lines: `+ PID`, `- PID`, and `= 0` to leave everything as it is.
 */
const KEEPER = `
pids=' '
trap '' INT TERM HUP
while read -r sign pid; do
  case $sign in
    =) exit 0 ;;
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
  /** Ends what still runs and removes the folder. */
  endAll(): Promise<void>
  /** From now on the programs and the folder outlive this process. */
  leave(): Promise<void>
}

/** `folder` holds the built programs, `dir` the cluster. Until `leave`, all goes when this process does. */
export function createPrograms(folder: string, dir: string): Programs {
  const running = new Set<Program>()
  const keeper = startKeeper(dir)
  const tell = (line: string) => {
    if (keeper.stdin?.writable === true) keeper.stdin.write(`${line}\n`)
  }
  const keeperEnds = async () => {
    keeper.stdin?.end()
    if (keeper.exitCode === null) await new Promise((done) => keeper.once('exit', done))
  }
  return {
    start(name, words) {
      const program = startProgram(join(folder, name), name, words, dir, (sign, pid) => {
        tell(`${sign} ${pid}`)
        if (sign === '-') running.delete(program)
      })
      running.add(program)
      return program
    },
    async endAll() {
      await Promise.all([...running].map((program) => program.end()))
      await keeperEnds()
    },
    async leave() {
      tell('= 0')
      await keeperEnds()
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
  tell: (sign: '+' | '-', pid: number) => void,
): Program {
  const logFile = join(dir, `${name}.log`)
  const log = openSync(logFile, 'a')
  const child = spawn(path, words, { stdio: ['ignore', log, log], detached: true, cwd: dir })
  closeSync(log)
  let hasEnded = child.pid === undefined
  const pid = child.pid ?? 0
  writeFileSync(join(dir, `${name}.pid`), `${pid}\n`)
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
