import { lstatSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, symlinkSync, utimesSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** The folder of package.json. */
export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))

const COMMON = ['package.json', 'src/base', 'src/model', 'src/engine', 'simulator', 'scripts/build.mjs']

/** What is built: the link to its newest build, the file that shows it is whole, and the sources it depends on. */
const TARGETS = {
  cli: {
    out: 'dist/cli',
    proof: 'berth.js',
    sources: [...COMMON, 'src/prove', 'src/cli', 'src/live', 'src/agent', 'src/sandbox'],
    node: {
      berth: 'src/cli/main.ts',
      'log-writer': 'src/cli/run/log-writer.worker.ts',
      'compare-worker': 'src/cli/compare/compare.worker.ts',
      'sweep-worker': 'src/cli/sweep/sweep.worker.ts',
      'plan-worker': 'src/cli/plan-fleet/plan.worker.ts',
      'prove-worker': 'src/cli/prove/prove.worker.ts',
      sandbox: 'src/sandbox/main.ts',
    },
  },
  agent: {
    out: 'dist/agent',
    proof: 'berth-agent.js',
    sources: ['package.json', 'scripts/build.mjs', 'src/base', 'src/model', 'src/agent', 'src/cli'],
    node: { 'berth-agent': 'src/cli/agent-main.ts' },
    // One file that is copied to hosts where only Node is installed.
    isWhole: true,
  },
  bench: {
    out: 'dist/bench',
    proof: 'main.js',
    sources: [...COMMON, 'src/live', 'tests/bench', 'tests/cluster', 'scenarios/hosts'],
    node: { main: 'tests/bench/main.ts' },
  },
  crash: {
    out: 'dist/crash',
    proof: 'adapter.js',
    sources: [
      ...COMMON,
      'src/agent',
      'src/live',
      'src/sandbox',
      'tests/crash',
      'tests/unit/live/plans',
      'tests/unit/engine',
    ],
    node: { adapter: 'tests/crash/adapter.ts', sandbox: 'src/sandbox/main.ts' },
  },
  vectors: {
    out: 'dist/vectors',
    proof: 'main.js',
    sources: [...COMMON, 'tests/vectors'],
    node: { main: 'tests/vectors/main.ts' },
  },
  'cluster-lab': {
    out: 'dist/cluster-lab',
    proof: 'up.js',
    sources: [...COMMON, 'tests/cluster/lab', 'scenarios/hosts'],
    node: { up: 'tests/cluster/lab/up.ts' },
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

/** Options of vite's server-side build: one ESM file for each entry; packages are left outside unless it is whole. */
function nodeOptions(entries, outDir, isWhole) {
  return {
    ...(isWhole ? { ssr: { noExternal: true } } : {}),
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
      // How long plug-ins took says nothing to who starts the workbench.
      rollupOptions: {
        checks: { bundlerTimings: false },
        input: Object.fromEntries(Object.entries(entries).map(([entry, path]) => [entry, join(ROOT, path)])),
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name].js' },
      },
    },
  }
}

/**
 * Builds one target into a folder of its own, `dist/cli-TIME-PID`, and then points the link `dist/cli` at it in one
 * step. A process finds the old build or the new one, and whole: what it loads later comes from the folder it started
 * in, for Node resolves links. The build carries the time at which it began: sources saved during it make it stale.
 */
export async function build(name) {
  const { build: viteBuild } = await import('vite')
  const began = new Date()
  const target = TARGETS[name]
  const out = join(ROOT, target.out)
  const fresh = `${out}.${process.pid}`
  const whole = `${out}-${began.getTime()}-${process.pid}`
  mkdirSync(dirname(out), { recursive: true })
  // A test runner says `test` here, with which React's development build would be bundled and then served.
  const mode = process.env.NODE_ENV
  process.env.NODE_ENV = 'production'
  try {
    if (target.node !== undefined) await viteBuild(nodeOptions(target.node, fresh, target.isWhole === true))
    else await viteBuild({ root: ROOT, logLevel: 'warn', build: { outDir: fresh } })
    utimesSync(join(fresh, target.proof), began, began)
    renameSync(fresh, whole)
    point(out, whole)
    removeOlder(out)
  } finally {
    if (mode === undefined) delete process.env.NODE_ENV
    else process.env.NODE_ENV = mode
    rmSync(fresh, { recursive: true, force: true })
  }
}

/** Points the link `out` at a whole build. When two processes build at once, the one that comes last stays. */
function point(out, whole) {
  const link = `${whole}.link`
  symlinkSync(process.platform === 'win32' ? whole : basename(whole), link, 'junction')
  // Links do not take the place of a folder, which builds once were; Windows lets them take that of nothing.
  const before = lstatSync(out, { throwIfNoEntry: false })
  if (before !== undefined && (!before.isSymbolicLink() || process.platform === 'win32')) {
    rmSync(out, { recursive: true, force: true })
  }
  renameSync(link, out)
}

/** Removes all builds but the last two: processes may still run the one before. */
function removeOlder(out) {
  const builds = readdirSync(dirname(out)).filter((name) => {
    return name.startsWith(`${basename(out)}-`) && /^\d+-\d+$/.test(name.slice(basename(out).length + 1))
  })
  for (const name of builds.sort().slice(0, -2)) rmSync(join(dirname(out), name), { recursive: true, force: true })
}

/** Builds a target when it is stale; true when it did. */
export function buildWhenStale(name) {
  // Set-ups of several test projects ask at once, each from a copy of this module: a second build would take the first
  // one's files away from tests that run already.
  const builds = (globalThis[Symbol.for('berth.builds')] ??= new Map())
  const building = (builds.get(name) ?? Promise.resolve()).then(async () => {
    if (!isStale(name)) return false
    await build(name)
    return true
  })
  builds.set(name, building)
  return building
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  for (const name of ['cli', 'agent', 'workbench']) {
    try {
      await build(name)
      process.stderr.write(`built ${TARGETS[name].out}\n`)
    } catch (error) {
      process.stderr.write(`${error.message}\ncannot build ${TARGETS[name].out}\n`)
      process.exitCode = 1
    }
  }
}
