import { spawnSync } from 'node:child_process'
import { installPackages, ROOT, requireNode } from './prepare.mjs'

// `npm run bench [-- WORDS]`: builds the benches and the command, then runs tests/bench/main.ts from the project's
// folder.

requireNode()
installPackages()
const { buildWhenStale } = await import('./build.mjs')
await buildWhenStale('cli')
await buildWhenStale('bench')
// Binds are measured as `npm start` runs an adapter.
const young = process.argv.includes('binds') ? ['--max-semi-space-size=64'] : []
const words = ['--max-old-space-size=4096', ...young, `${ROOT}/dist/bench/main.js`, ...process.argv.slice(2)]
const { clusterPrograms, lab } = await import('./labs/cluster.mjs')
const programs = lab.isInstalled().ok ? { BERTH_CLUSTER_PROGRAMS: clusterPrograms() } : {}
const env = { ...process.env, ...programs }
process.exitCode = spawnSync(process.execPath, words, { cwd: ROOT, stdio: 'inherit', env }).status ?? 1
