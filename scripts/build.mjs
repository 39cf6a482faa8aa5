import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** The folder of package.json. */
export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))

const COMMON = ['package.json', 'src/base', 'src/model', 'src/engine', 'simulator', 'scripts/build.mjs']

/** What is built: where it goes, the file that shows it is whole, and the sources it depends on. */
const TARGETS = {
  cli: {
    out: 'dist/cli',
    proof: 'berth.js',
    sources: [...COMMON, 'src/cli'],
    node: { berth: 'src/cli/main.ts', 'log-writer': 'src/cli/run/log-writer.worker.ts' },
  },
  bench: {
    out: 'dist/bench',
    proof: 'main.js',
    sources: [...COMMON, 'tests/bench'],
    node: { main: 'tests/bench/main.ts' },
  },
  workbench: {
    out: 'dist/workbench',
    proof: 'index.html',
    sources: [
      ...COMMON,
      'src/chart',
      'src/worker',
      'src/workbench',
      'scenarios',
      'public',
      'index.html',
      'vite.config.ts',
    ],
  },
}

/** Newest change under a path in ms since the epoch, folders too (a deleted file changes its folder); 0 when absent. */
function newestMs(path) {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat === undefined) return 0
  let newest = stat.mtimeMs
  if (!stat.isDirectory()) return newest
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const child = join(path, entry.name)
    newest = Math.max(
      newest,
      entry.isDirectory() ? newestMs(child) : (statSync(child, { throwIfNoEntry: false })?.mtimeMs ?? 0),
    )
  }
  return newest
}

/** Whether a target (`cli`, `workbench`, `bench`) is missing or older than its sources. */
export function isStale(name) {
  const target = TARGETS[name]
  const proof = statSync(join(ROOT, target.out, target.proof), { throwIfNoEntry: false })
  if (proof === undefined) return true
  return target.sources.some((source) => newestMs(join(ROOT, source)) > proof.mtimeMs)
}

/** Options of vite's server-side build: one ESM file for each entry, packages left outside. */
function nodeOptions(entries, outDir) {
  return {
    configFile: false,
    root: ROOT,
    logLevel: 'warn',
    publicDir: false,
    build: {
      ssr: true,
      target: 'node20',
      outDir,
      emptyOutDir: true,
      minify: false,
      sourcemap: true,
      rollupOptions: {
        input: Object.fromEntries(Object.entries(entries).map(([entry, path]) => [entry, join(ROOT, path)])),
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name].js' },
      },
    },
  }
}

/**
 * Builds one target beside its place and then swaps it in, so that a process that starts meanwhile finds the old build
 * or the new one. The build carries the time at which it began: sources saved during it make it stale.
 */
export async function build(name) {
  const { build: viteBuild } = await import('vite')
  const began = new Date()
  const target = TARGETS[name]
  const out = join(ROOT, target.out)
  const fresh = `${out}.${process.pid}`
  mkdirSync(dirname(out), { recursive: true })
  // A test runner says `test` here, with which React's development build would be bundled and then served.
  const mode = process.env.NODE_ENV
  process.env.NODE_ENV = 'production'
  try {
    if (target.node !== undefined) await viteBuild(nodeOptions(target.node, fresh))
    else await viteBuild({ root: ROOT, logLevel: 'warn', build: { outDir: fresh } })
    utimesSync(join(fresh, target.proof), began, began)
    swap(fresh, out)
  } finally {
    if (mode === undefined) delete process.env.NODE_ENV
    else process.env.NODE_ENV = mode
    rmSync(fresh, { recursive: true, force: true })
  }
}

/** Puts a new build in the place of the old one. When two processes build at once, the one that comes first stays. */
function swap(fresh, out) {
  const old = `${fresh}.old`
  try {
    if (existsSync(out)) renameSync(out, old)
    renameSync(fresh, out)
  } catch (error) {
    if (!existsSync(out)) throw error
  } finally {
    rmSync(old, { recursive: true, force: true })
  }
}

/** Builds a target when it is stale; true when it did. */
export async function buildWhenStale(name) {
  if (!isStale(name)) return false
  await build(name)
  return true
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  for (const name of ['cli', 'workbench']) {
    try {
      await build(name)
      process.stderr.write(`built ${TARGETS[name].out}\n`)
    } catch (error) {
      process.stderr.write(`${error.message}\ncannot build ${TARGETS[name].out}\n`)
      process.exitCode = 1
    }
  }
}
