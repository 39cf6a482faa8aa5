import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { installPackages, ROOT, requireNode } from '../prepare.mjs'
import { clusterPrograms, lab } from './cluster.mjs'
import { isRunning, STATE_FILE, stateFolder } from './cluster-state.mjs'

// `npm run cluster:up [-- --hosts N] [--foreground]`: a control plane that stays until `npm run cluster:down`, or until
// Ctrl-C. Says how to use it.

requireNode()
installPackages()
const { ok, reason } = lab.isInstalled()
if (!ok) {
  process.stderr.write(`the cluster lab is not installed: ${reason}\n`)
  process.exit(1)
}
const folder = stateFolder()
const words = process.argv.slice(2)
if (!words.includes('--foreground')) clear()
const { buildWhenStale } = await import('../build.mjs')
await buildWhenStale('cluster-lab')
const env = { ...process.env, BERTH_CLUSTER_PROGRAMS: clusterPrograms() }
const up = spawnSync(process.execPath, [join(ROOT, 'dist/cluster-lab/up.js'), folder, ...words], {
  cwd: ROOT,
  stdio: 'inherit',
  env,
})
process.exitCode = up.status ?? 1

/** An empty state folder; ends this process when a cluster of it runs. */
function clear() {
  const file = join(folder, STATE_FILE)
  const state = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { programs: [] }
  if (state.programs.some(isRunning)) {
    process.stderr.write(`a cluster is up already at ${state.url}; npm run cluster:down ends it\n`)
    process.exit(1)
  }
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
}
