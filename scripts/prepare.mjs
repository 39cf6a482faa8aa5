import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

// Runs before anything is installed: Node's own modules only.

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))

const NODE_MIN = [20, 19]

/** Ends the process with code 2 when Node is too old to run anything of this project. */
export function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > NODE_MIN[0] || (major === NODE_MIN[0] && minor >= NODE_MIN[1])) return
  process.stderr.write(`Berth needs Node ${NODE_MIN.join('.')} or newer; this is ${process.versions.node}.\n`)
  process.stderr.write('Install a newer Node from https://nodejs.org and try again.\n')
  process.exit(2)
}

/** Installs the packages when they are missing or older than package-lock.json. Ends the process when that fails. */
export function installPackages() {
  const stamp = statSync(join(ROOT, 'node_modules/.package-lock.json'), { throwIfNoEntry: false })
  if (stamp !== undefined && stamp.mtimeMs >= statSync(join(ROOT, 'package-lock.json')).mtimeMs) return
  process.stderr.write('installing packages (npm ci) ...\n')
  const code = run('npm', ['ci', '--no-audit', '--no-fund'], {}, STDERR)
  if (code === 0) return
  process.stderr.write('npm ci failed; see above.\n')
  process.exit(code)
}

/** Where Debian and others put the browser that tests drive. */
export const CHROMIUM = '/usr/bin/chromium'

/** The same engine without the windows that nobody sees: a page opens in under half the processor time. */
export const HEADLESS_CHROMIUM = '/usr/bin/chromium-headless-shell'

/**
 * Installs Chromium when it is missing and this is root on Debian; else says how to. Where everything is installed for
 * one run, its headless shell too, which tests do without where there is none. True when Chromium is there.
 */
export function installChromium() {
  if (existsSync(CHROMIUM) && (existsSync(HEADLESS_CHROMIUM) || process.env.CI === undefined)) return true
  const isDebian = existsSync('/etc/debian_version')
  if (isDebian && process.getuid?.() === 0) {
    process.stderr.write('installing chromium (apt-get) ...\n')
    run('apt-get', ['update', '-qq'], {}, STDERR)
    const install = ['install', '-y', '-qq', '--no-install-recommends', 'chromium']
    const isShort = run('apt-get', [...install, 'chromium-headless-shell'], {}, STDERR) !== 0
    if (isShort && !existsSync(CHROMIUM)) run('apt-get', install, {}, STDERR)
  }
  if (existsSync(CHROMIUM)) return true
  const how = isDebian ? 'sudo apt-get install chromium' : 'install Chromium with your package manager'
  process.stderr.write(`The browser tests need ${CHROMIUM}: ${how}.\n`)
  return false
}

/** What an installer says is not the command's answer. */
const STDERR = 2

/** Runs a program with this terminal; returns its exit code, 1 when it could not start. out: where its stdout goes. */
export function run(program, words, env = {}, out = 'inherit') {
  const result = spawnSync(program, words, {
    cwd: ROOT,
    stdio: ['inherit', out, 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', ...env },
    shell: process.platform === 'win32',
  })
  if (result.error !== undefined) process.stderr.write(`${program}: ${result.error.message}\n`)
  return result.status ?? 1
}

/** The command of an installed package as a script for this Node: `node_modules/PACKAGE/BIN`. */
export function packageBin(name, command = name) {
  const folder = join(ROOT, 'node_modules', name)
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  return join(folder, typeof bin === 'string' ? bin : bin[command])
}
