import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { installPackages, ROOT, requireNode } from './prepare.mjs'

// `npm run test:mutation`: the mutation score of the engine's filter, reserve and resize folders, one after the other.
// A folder's results are kept in .cache/mutation for as long as nothing changes that could change them, so that a run
// that was ended goes on at the folder it was at. At the end docs/MUTATION.md lists every survivor beside its reason in
// tests/mutation/survivors.yaml. Fails where a test fails, a folder scores under 85 %, a survivor has no reason or a
// reason no survivor.

const FOLDERS = ['filter', 'reserve', 'resize']
const LEAST_SCORE = 85
const CACHE = join(ROOT, '.cache', 'mutation')
const PAGE = join(ROOT, 'docs', 'MUTATION.md')
const REASONS = 'tests/mutation/survivors.yaml'
/** Stryker's words for what became of a mutant; others are of those that it left out. */
const KILLED = ['Killed', 'Timeout']
const SURVIVED = ['Survived', 'NoCoverage']
/** What the results depend on: folders, and files. */
const INPUTS = [
  'src/base',
  'src/model',
  'src/engine',
  'tests/unit/engine',
  'tests/unit/bare-holding.ts',
  'tests/mutation/vitest.config.ts',
  'scripts/mutation.mjs',
  'package-lock.json',
]

requireNode()
installPackages()
const { parse } = await import('yaml')
mkdirSync(CACHE, { recursive: true })
const inputs = hashOf(INPUTS)
const byFolder = []
for (const folder of FOLDERS) byFolder.push({ folder, mutants: await mutantsOf(folder) })
const faults = writePage()
for (const fault of faults) process.stderr.write(`${fault}\n`)
process.exitCode = faults.length > 0 ? 1 : 0

function hashOf(paths) {
  const hash = createHash('sha256')
  const filesOf = (path) => {
    const entries = readdirSync(join(ROOT, path), { withFileTypes: true, recursive: true })
    return entries.filter((entry) => entry.isFile()).map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))
  }
  for (const path of paths.flatMap((path) => (path.includes('.') ? [path] : filesOf(path))).sort()) {
    hash.update(`${path}\n`).update(readFileSync(join(ROOT, path)))
  }
  return hash.digest('hex').slice(0, 16)
}

/** What became of each mutant of a folder, in the order of files and lines. Throws where a test fails unmutated. */
async function mutantsOf(folder) {
  const cached = join(CACHE, `${folder}-${inputs}.json`)
  if (existsSync(cached)) return JSON.parse(readFileSync(cached, 'utf8'))
  const { Stryker } = await import('@stryker-mutator/core')
  const stryker = new Stryker({
    mutate: [`src/engine/${folder}/*.ts`],
    testRunner: 'vitest',
    plugins: ['@stryker-mutator/vitest-runner'],
    vitest: { configFile: 'tests/mutation/vitest.config.ts', related: false },
    coverageAnalysis: 'perTest',
    // These tests read nothing else of the project, and copying it would take longer than most mutants.
    ignorePatterns: ['/*', '!/src', '!/tests', '!/package.json', '!/tsconfig.json'],
    tempDirName: '.cache/mutation/sandbox',
    reporters: ['progress-append-only'],
    // Beyond what the tests took unmutated; a mutant that never ends costs so much.
    timeoutMS: 3000,
    concurrency: 1,
    allowEmpty: false,
  })
  const results = await stryker.runMutationTest()
  const mutants = results.map((result) => ({ ...placeOf(result), status: result.status }))
  mutants.sort((a, b) => (a.path === b.path ? a.line - b.line : a.path < b.path ? -1 : 1))
  writeFileSync(cached, JSON.stringify(mutants))
  return mutants
}

/** The lines that a mutant changes, as they are and as they would be, without line breaks and indentation. */
function placeOf({ fileName, location: { start, end }, replacement }) {
  const lines = readFileSync(fileName, 'utf8').split('\n')
  const before = lines[start.line - 1].slice(0, start.column - 1)
  const after = lines[end.line - 1].slice(end.column - 1)
  const flat = (text) => text.replace(/\s+/g, ' ').trim()
  const was = flat(lines.slice(start.line - 1, end.line).join('\n'))
  return { path: relative(ROOT, fileName), line: start.line, was, is: flat(before + replacement + after) }
}

/** Writes the results below the page's introduction. Returns what is wrong with them. */
function writePage() {
  const left = byFolder.flatMap(({ mutants }) => mutants.filter(isSurvivor))
  const faults = byFolder.flatMap(({ folder, mutants }) => {
    const score = scoreOf(mutants)
    return score < LEAST_SCORE ? [`${folder}: ${score.toFixed(1)} %, under ${LEAST_SCORE} %`] : []
  })
  const sections = parse(readFileSync(join(ROOT, REASONS), 'utf8')).flatMap(({ reason, mutants }) => {
    const here = mutants.flatMap((entry) => {
      const at = left.findIndex((mutant) => keyOf(mutant) === keyOf(entry))
      if (at < 0) faults.push(`listed in ${REASONS}, but does not survive:\n${wordsOf(entry)}`)
      return at < 0 ? [] : left.splice(at, 1)
    })
    return here.length === 0 ? [] : ['', reason.trim(), '', '```diff', ...here.flatMap(diffOf), '```']
  })
  for (const mutant of left) faults.push(`survives without a reason in ${REASONS}:\n${wordsOf(mutant)}`)
  const intro = readFileSync(PAGE, 'utf8').split('\n## Results')[0].trimEnd()
  const results = ['', '## Results', '', `On commit \`${commitTested()}\`:`, '', ...table()]
  writeFileSync(PAGE, `${[intro, ...results, '', '## Survivors', ...sections].join('\n')}\n`)
  return faults
}

function isKilled({ status }) {
  return KILLED.includes(status)
}

function isSurvivor({ status }) {
  return SURVIVED.includes(status)
}

function scoreOf(mutants) {
  const killed = mutants.filter(isKilled).length
  return (100 * killed) / (killed + mutants.filter(isSurvivor).length)
}

function keyOf({ path, was, is }) {
  return JSON.stringify([path, was, is])
}

/** As an entry of the list of reasons. */
function wordsOf({ path, was, is }) {
  return `    - path: ${path}\n      was: ${JSON.stringify(was)}\n      is: ${JSON.stringify(is)}`
}

function diffOf({ path, was, is }) {
  return [`# ${path.replace('src/engine/', '')}`, `- ${was}`, `+ ${is}`]
}

function table() {
  const rowOf = (name, mutants) => {
    const of = (...statuses) => mutants.filter(({ status }) => statuses.includes(status)).length
    const counts = [of(...KILLED, ...SURVIVED), of(KILLED[0]), of(KILLED[1]), of(...SURVIVED)]
    return `| ${name} | ${counts.join(' | ')} | ${scoreOf(mutants).toFixed(1)} % |`
  }
  const rows = byFolder.map(({ folder, mutants }) => rowOf(`\`${folder}\``, mutants))
  const all = byFolder.flatMap(({ mutants }) => mutants)
  return [
    '| folder | mutants | killed | never ended | survived | score |',
    '|---|---|---|---|---|---|',
    ...rows,
    rowOf('all', all),
  ]
}

/** The commit that is tested; `…+` when files differ from it. */
function commitTested() {
  const git = (...words) => execFileSync('git', words, { cwd: ROOT, encoding: 'utf8' }).trim()
  const changed = git('status', '--porcelain', '--', ...INPUTS)
  return `${git('rev-parse', '--short=10', 'HEAD')}${changed === '' ? '' : '+'}`
}
