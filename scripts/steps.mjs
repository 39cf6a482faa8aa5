import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { LABS } from './labs/list.mjs'
import { packageBin, ROOT, run } from './prepare.mjs'

const COUNTS_FILE = join(ROOT, '.cache', `test-counts-${process.pid}.json`)

const NO_RESULT = {
  passed: 0,
  failed: 1,
  named: [{ word: 'FAILED', file: '', name: 'vitest', said: 'ended without a result' }],
}

/**
 * Types by TypeScript's native compiler, in a third of the processor time; its older one stays for what reads sources
 * by its interface. What has not changed since the last run is not checked again.
 */
const KEEP_TYPES = ['--incremental', '--tsBuildInfoFile', join(ROOT, '.cache', 'types7.tsbuildinfo')]

/** Types and lint: one check each. Returns counts as runVitest does. */
export function runStatic() {
  const checks = [
    ['types', packageBin('typescript-7', 'tsc'), ['--noEmit', '--pretty', 'false', ...KEEP_TYPES]],
    ['lint', packageBin('@biomejs/biome', 'biome'), ['check', '--colors=off', '--error-on-warnings']],
  ]
  const counts = { passed: 0, failed: 0, skipped: [], named: [] }
  for (const [name, script, words] of checks) {
    const isFine = run(process.execPath, [script, ...words]) === 0
    process.stdout.write(`${isFine ? 'passed' : 'FAILED'}  ${name}\n`)
    counts[isFine ? 'passed' : 'failed']++
    if (!isFine) counts.named.push({ word: 'FAILED', file: '', name, said: 'see above' })
  }
  return counts
}

/**
 * Runs test projects in one vitest process. Returns { passed, failed, skipped, named }: numbers, for each skipped test
 * { name, file, reason }, and { word, file, name, said } for each that failed or was tried again. A run that ends
 * without counts is one failure.
 */
export function runVitest(projects, words = []) {
  mkdirSync(join(ROOT, '.cache'), { recursive: true })
  rmSync(COUNTS_FILE, { force: true })
  const code = run(
    process.execPath,
    [
      packageBin('vitest'),
      'run',
      '--reporter=default',
      '--reporter=./scripts/counts-reporter.mjs',
      ...projects.map((name) => `--project=${name}`),
      ...words,
    ],
    { BERTH_COUNTS_FILE: COUNTS_FILE, ...(process.env.CI === undefined ? {} : { NO_COLOR: '1' }) },
  )
  try {
    const counts = JSON.parse(readFileSync(COUNTS_FILE, 'utf8'))
    if (code !== 0 && counts.failed === 0) return { ...counts, ...NO_RESULT, passed: counts.passed }
    return counts
  } catch {
    return { ...NO_RESULT, skipped: [] }
  } finally {
    rmSync(COUNTS_FILE, { force: true })
  }
}

/**
 * The labs whose parts are installed, by `names`, which are vitest projects; `absent` counts each other one as one
 * skipped test, with the reason.
 */
export function labsHere(labs = LABS) {
  const names = []
  const skipped = []
  for (const { name, isInstalled } of labs) {
    const { ok, reason } = isInstalled()
    if (ok) names.push(name)
    else skipped.push({ name: `${name} lab`, file: `tests/${name}/`, reason })
  }
  return { names, absent: { passed: 0, failed: 0, skipped, named: [] } }
}

/**
 * Labs that must run: a skipped test of one of them, by name or folder, is a failure. From BERTH_REQUIRE,
 * `node,oracle`.
 */
function isRequired(test) {
  const labs = (process.env.BERTH_REQUIRE ?? '').split(',').filter((lab) => lab !== '')
  return labs.some((lab) => test.name.startsWith(lab) || test.file.startsWith(`tests/${lab}/`))
}

/**
 * Adds counts up, names each test that failed, was tried again or was skipped, prints the line that ends every run and
 * sets the exit code.
 */
export function finish(parts) {
  let passed = 0
  let failed = 0
  let skipped = 0
  for (const { word, file, name, said } of parts.flatMap((part) => part.named)) {
    process.stdout.write(`${word}  ${[file, name, said].filter((text) => text !== '').join(': ')}\n`)
  }
  for (const part of parts) {
    passed += part.passed
    failed += part.failed
    for (const test of part.skipped) {
      const required = isRequired(test)
      process.stdout.write(
        `${required ? 'FAILED  required but ' : ''}skipped  ${test.file}: ${test.name}: ${test.reason}\n`,
      )
      if (required) failed++
      else skipped++
    }
  }
  process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`)
  process.exitCode = failed > 0 ? 1 : 0
}
