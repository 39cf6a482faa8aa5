import { spawnSync } from 'node:child_process'
import { join, resolve } from 'node:path'
import { installPackages, ROOT, requireNode } from './prepare.mjs'

// `npm run vectors -- [DIR]`: builds the runner of vectors and runs it; see tests/vectors/main.ts.

requireNode()
installPackages()
const { buildWhenStale } = await import('./build.mjs')
await buildWhenStale('vectors')
const folders = process.argv.slice(2).map((folder) => resolve(process.env.INIT_CWD ?? process.cwd(), folder))
const words = [join(ROOT, 'dist/vectors/main.js'), ...folders]
process.exitCode = spawnSync(process.execPath, words, { cwd: ROOT, stdio: 'inherit' }).status ?? 1
