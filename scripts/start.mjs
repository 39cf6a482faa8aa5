import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { installPackages, ROOT, requireNode } from './prepare.mjs'

// `npm start`: install what is missing, build what is stale, serve the workbench, open a browser where there is one.

requireNode()
installPackages()
const { buildWhenStale } = await import('./build.mjs')
for (const name of ['cli', 'workbench']) {
  if (await buildWhenStale(name)) process.stderr.write(`built dist/${name}\n`)
}

// A young generation that a wave of binds does not fill 14 times: a fifth less processor time of a bind.
const words = ['--max-semi-space-size=64', join(ROOT, 'bin/berth.mjs'), 'serve', ...process.argv.slice(2)]
// npm runs scripts in the project's folder; files that the user names are seen from where the user stands.
const cwd = process.env.INIT_CWD ?? process.cwd()
const server = spawn(process.execPath, words, { stdio: ['inherit', 'pipe', 'inherit'], cwd })
let shown = ''
server.stdout.on('data', (bytes) => {
  process.stdout.write(bytes)
  if (shown.includes('\n')) return
  shown += bytes
  const address = /http:\/\/\S+/.exec(shown)?.[0]
  if (address !== undefined && shown.includes('\n')) openBrowser(address)
})
// Ctrl-C in a terminal reaches both processes; a signal to this one alone is passed on.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => server.kill(signal))
server.on('exit', (code) => process.exit(code ?? 130))

/** Opens the address in the user's browser when there is a screen; says nothing when that does not work. */
function openBrowser(address) {
  if (process.env.CI !== undefined || process.env.BERTH_NO_OPEN !== undefined) return
  const hasScreen = process.env.DISPLAY !== undefined || process.env.WAYLAND_DISPLAY !== undefined
  const opener =
    process.platform === 'darwin'
      ? ['open', address]
      : process.platform === 'win32'
        ? ['cmd', '/c', 'start', '', address]
        : hasScreen
          ? ['xdg-open', address]
          : null
  if (opener === null) return
  const child = spawn(opener[0], opener.slice(1), { stdio: 'ignore', detached: true })
  child.on('error', () => {})
  child.unref()
}
