import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { LABS } from './labs/list.mjs'
import { ROOT, requireNode } from './prepare.mjs'

// `npm run test:long`: whole grids of faults and of cases, those of a lab where it is installed. Ended and started
// again it goes on where it was: each cell's result is a line of .cache/long/GRID-COMMIT.ndjson. At the end
// docs/LONG.md says what the newest results of each grid are; with `--page` nothing is run.

const FOLDER = join(ROOT, '.cache', 'long')
const PAGE = join(ROOT, 'docs', 'LONG.md')

/** Projects of a lab that has none, or more than the one of its name. */
const OF_LAB = { nri: [], node: ['long-node', 'long-systemd'] }

requireNode()
const words = process.argv.slice(2)
if (words.includes('--page')) writePage()
else await runGrids()

/** One project after the other: a grid waits for nobody, and a lab takes the whole machine. */
async function runGrids() {
  const { finish, labsHere, runVitest } = await import('./steps.mjs')
  const labs = labsHere(LABS)
  const projects = ['long', ...labs.names.flatMap((name) => OF_LAB[name] ?? [`long-${name}`])]
  const counts = projects.map((project) => runVitest([project], words))
  writePage()
  finish([...counts, labs.absent])
}

/** For each grid that ran on this machine its newest results; other grids keep the row they have. */
function writePage() {
  const text = readFileSync(PAGE, 'utf8')
  const rows = new Map(rowsOf(text).map((row) => [row[0], row]))
  for (const { grid, commit, path, atMs } of filesByAge()) {
    const lines = readFileSync(path, 'utf8').split('\n').flatMap(parsed)
    const results = new Map(lines.flatMap((line) => ('cell' in line ? [[line.cell, line]] : [])))
    const sizes = new Map(lines.flatMap((line) => ('part' in line ? [[line.part, line.cells]] : [])))
    const all = [...sizes.values()].reduce((sum, cells) => sum + cells, 0)
    const failed = [...results.values()].filter((result) => result.fault !== '').length
    const day = new Date(atMs).toISOString().slice(0, 10)
    rows.set(grid, [grid, commit, `${results.size} of ${all}`, String(failed), day])
  }
  const table = [...rows.values()].map((row) => `| ${row.join(' | ')} |`).sort()
  const intro = text.split('\n## Results')[0].trimEnd()
  writeFileSync(
    PAGE,
    `${[intro, '', '## Results', '', '| grid | commit | cells run | failed | on |', '|---|---|---|---|---|', ...table].join('\n')}\n`,
  )
}

function filesByAge() {
  const files = readdirSync(FOLDER).flatMap((name) => {
    const match = /^([a-z-]+)-([0-9a-f]{10}\+?)\.ndjson$/.exec(name)
    const path = join(FOLDER, name)
    return match === null ? [] : [{ grid: match[1], commit: match[2], path, atMs: statSync(path).mtimeMs }]
  })
  return files.sort((a, b) => a.atMs - b.atMs)
}

function rowsOf(page) {
  const lines = page.split('\n').filter((line) => /^\| [a-z-]+ \| [0-9a-f]{10}/.test(line))
  return lines.map((line) => line.slice(2, -2).split(' | '))
}

/** A line cut off by the end of a run is none. */
function parsed(line) {
  try {
    return [JSON.parse(line)]
  } catch {
    return []
  }
}
