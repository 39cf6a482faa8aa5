import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isRunning, STATE_FILE, stateFolder } from './cluster-state.mjs'

// `npm run cluster:down`: ends what `npm run cluster:up` started, and nothing else.

const POLITE_FOR_MS = 5_000

const folder = stateFolder()
const file = join(folder, STATE_FILE)
if (existsSync(file)) {
  const { programs } = JSON.parse(readFileSync(file, 'utf8'))
  for (const program of programs.reverse()) await end(program)
  rmSync(folder, { recursive: true, force: true })
} else process.stderr.write('no cluster is up\n')

async function end(program) {
  if (!isRunning(program)) {
    process.stderr.write(`${program.name}: had ended already\n`)
    return
  }
  process.kill(program.pid, 'SIGTERM')
  const endMs = Date.now() + POLITE_FOR_MS
  while (isRunning(program) && Date.now() < endMs) await sleep(50)
  if (isRunning(program)) process.kill(program.pid, 'SIGKILL')
  process.stderr.write(`${program.name}: ended\n`)
}
