import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { installPackages, ROOT, requireNode } from '../prepare.mjs'

// `npm run host:up`, `host:run -- COMMAND`, `host:down`: the host lab for a person, one guest a clone. The same code
// as the tests' starts it, read through Vite because it is TypeScript.

requireNode()
installPackages()
const { hostParts, lab } = await import('./host.mjs')
const { runnerImport } = await import('vite')

/** The running guest: { pid, address }. */
const STATE = join(ROOT, '.cache', 'host-up.json')

const ACTIONS = { up, run: runCommand, down }

const [action, ...words] = process.argv.slice(2)
await ACTIONS[action](words)

async function up() {
  const { ok, reason } = lab.isInstalled()
  if (!ok) return fail(`the host lab is not here: ${reason}`)
  if (running() !== null) return fail('a guest is up already; stop it by npm run host:down')
  const { startGuest, AGENT_PORT } = await harness()
  process.stderr.write('booting (a quarter of a minute) ...\n')
  const serialPath = join(ROOT, '.cache', 'host-console.log')
  const { pid, address, bootMs, forwardedPort } = await startGuest({ parts: hostParts(), serialPath, outlives: true })
  writeFileSync(STATE, JSON.stringify({ pid, address }), { mode: 0o600 })
  process.stdout.write(
    [
      `guest up after ${(bootMs / 1000).toFixed(1)} s, process ${pid}, console in ${serialPath}`,
      "a command as root:  npm run host:run -- 'lscpu; ip link'   (a script on standard input without words)",
      `its port ${AGENT_PORT}, where an agent serves:  127.0.0.1:${forwardedPort(AGENT_PORT)}`,
      'this machine seen from there:  10.0.2.2, loopback servers only',
      'what it wrote is gone after:  npm run host:down',
      '',
    ].join('\n'),
  )
  // The guest is detached; nothing of it is waited for.
  process.exit(0)
}

async function runCommand(commands) {
  const state = running()
  if (state === null) return fail('no guest is up; start one by npm run host:up')
  const { attachGuest } = await harness()
  const script = commands.length > 0 ? commands.join(' ') : await text(process.stdin)
  const { code, stdout, stderr } = await attachGuest(state.address).run(script, { timeoutMs: 600_000 })
  process.stdout.write(stdout)
  process.stderr.write(stderr)
  process.exitCode = code
}

function down() {
  const state = running()
  if (state !== null) process.kill(state.pid, 'SIGKILL')
  rmSync(STATE, { force: true })
  process.stdout.write(state === null ? 'no guest was up\n' : 'guest down\n')
}

/** The guest that is up, or null. A process id may have a new owner: the guest's is known by its token. */
function running() {
  if (!existsSync(STATE)) return null
  const state = JSON.parse(readFileSync(STATE, 'utf8'))
  const words = join('/proc', String(state.pid), 'cmdline')
  return existsSync(words) && readFileSync(words, 'utf8').includes(state.address.token) ? state : null
}

async function harness() {
  const { module } = await runnerImport(join(ROOT, 'tests/host/lab/guest.ts'))
  return module
}

function fail(words) {
  process.stderr.write(`${words}\n`)
  process.exitCode = 1
}
