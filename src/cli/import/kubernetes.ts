import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Fault } from '../../base/result.ts'
import { durationText, microsecondsOf } from '../../model/duration.ts'
import { type ImportedCluster, KubernetesImport } from '../../model/import/kubernetes/import-kubernetes.ts'
import type { KnownTopology } from '../../model/import/kubernetes/machine.ts'
import { CPU_POLICIES } from '../../model/import/kubernetes/pod-facts.ts'
import { writeCurve } from '../../model/import/write-curve.ts'
import { parseCurve } from '../../model/parse/curve.ts'
import { shortened } from '../../model/parse/faults.ts'
import { parseTopology } from '../../model/parse/topology.ts'
import type { Arguments } from '../arguments.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { formatCount, type Output, table } from '../output.ts'
import { packageRoot } from '../package-root.ts'
import { printFaults } from '../print-faults.ts'
import { startProgress } from '../progress.ts'
import { createDirectory } from '../run/run-directory.ts'
import { errorCode } from '../scenario-source.ts'
import { nameOption, pathIn, readWith } from './documents.ts'
import type { ImportKind } from './import-kind.ts'
import { filesOf, readObjects } from './read-objects.ts'
import { writeFiles } from './write-files.ts'

/** `berth import kubernetes`: a scenario of the nodes and pods of a cluster. */
export const KUBERNETES: ImportKind = {
  options: [
    '--name',
    '--topology',
    '--curve',
    '--players-per-pod',
    '--duration',
    '--cpu-manager',
    '--gpu-resource',
    '--vf-resource',
  ],
  run: importCluster,
}

const STEADY = 'steady'
const DAY_US = 86_400_000_000

function importCluster(args: Arguments, words: readonly string[], output: Output): ExitCode {
  const name = nameOption(args) ?? 'cluster'
  const out = args.text('--out', 'a directory for the scenario', null)
  if (out === null) args.fault('--out', 'nothing', 'a directory for the scenario and what it refers to')
  else if (existsSync(out) && !statSync(out).isDirectory()) args.fault('--out', shortened(out), 'a directory')
  const playersPerPod = args.integer('--players-per-pod', 1, 1_000_000, 100)
  const cpuPolicy = args.choice('--cpu-manager', CPU_POLICIES, 'static')
  const roles = {
    gpus: args.texts('--gpu-resource', 'the name of a resource'),
    vfs: args.texts('--vf-resource', 'the name of a resource'),
  }
  const duration = durationOption(args)
  const topologies = args.texts('--topology', 'a topology').flatMap((word) => topologyOf(word, args))
  const curve = curveOf(args)
  if (args.faults.length > 0 || out === null) return printFaults(args.faults, null, output)

  const choices = { name, curve: curve.name, isMoving: curve.isMoving, playersPerPod, duration }
  const cluster = new KubernetesImport({ ...choices, topologies, roles, cpuPolicy })
  readAll(words.flatMap(filesOf), cluster, output)
  const imported = cluster.finish()
  if (!imported.ok) return printFaults(imported.faults, null, output)
  const files = [
    ...imported.value.files,
    ...(curve.text === null ? [] : [{ path: `curves/${curve.name}.yaml`, text: curve.text }]),
  ]
  const faults = writeScenario(out, files)
  if (faults.length > 0) return printFaults(faults, null, output)
  answer(imported.value, join(out, `${name}.yaml`), output)
  return EXIT.yes
}

function readAll(files: readonly string[], cluster: KubernetesImport, output: Output): void {
  const total = files.reduce((sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0), 0)
  const progress = startProgress('import', output.quiet)
  let bytes = 0
  for (const file of files) {
    readObjects(
      file,
      { add: (item, path) => cluster.add(item, path), fault: (...fault) => cluster.fault(...fault) },
      (more) => {
        bytes += more
        progress.at(total === 0 ? 1 : bytes / total, file)
      },
    )
  }
  progress.end()
}

function durationOption(args: Arguments): string {
  const text = args.text('--duration', 'a duration such as 1d', '1d')
  const us = microsecondsOf(text, false)
  if (us !== null && us >= 60_000_000) return durationText(us)
  args.fault('--duration', shortened(text), 'a duration from 1m, such as 12h or 7d')
  return durationText(DAY_US)
}

/** The topology that a word names: a file, else a bundled one; none with its faults noted. */
function topologyOf(word: string, args: Arguments): readonly KnownTopology[] {
  const bundled = join(packageRoot(), 'scenarios', 'hosts', `${word}.yaml`)
  const isBundled = !existsSync(word) && /^[\w-]+$/.test(word) && existsSync(bundled)
  let text = ''
  const read = readWith(isBundled ? bundled : word, (document) => {
    text = document
    return parseTopology(document)
  })
  if (read.ok) return [{ topology: read.value, text: isBundled ? null : text }]
  for (const { path, found, expected } of read.faults) args.fault(pathIn(`--topology ${word}`, path), found, expected)
  return []
}

interface CurveChoice {
  readonly name: string
  readonly isMoving: boolean
  /** Its document where it is to be written beside the scenario. */
  readonly text: string | null
}

/** The curve that `--curve` names: a file, else a bundled one; without it a steady one. */
function curveOf(args: Arguments): CurveChoice {
  const word = args.text('--curve', 'a curve', null)
  if (word === null) return { name: STEADY, isMoving: false, text: steadyText() }
  const bundled = join(packageRoot(), 'scenarios', 'curves', `${word}.yaml`)
  const isBundled = !existsSync(word) && /^[\w-]+$/.test(word) && existsSync(bundled)
  const read = readWith(isBundled ? bundled : word, parseCurve)
  if (read.ok) return { name: read.value.name, isMoving: true, text: isBundled ? null : readFileSync(word, 'utf8') }
  for (const { path, found, expected } of read.faults) args.fault(pathIn(`--curve ${word}`, path), found, expected)
  return { name: STEADY, isMoving: false, text: null }
}

function steadyText(): string {
  const source = 'As many players at every time: what a cluster that was looked at once can say of them'
  const form = { kind: 'samples', stepUs: DAY_US, samples: [1, 1] } as const
  return writeCurve({ name: STEADY, title: 'As many at every time', source, after: 'hold', form })
}

function writeScenario(out: string, files: readonly { readonly path: string; readonly text: string }[]): Fault[] {
  try {
    for (const folder of ['hosts', 'games', 'curves']) createDirectory(join(out, folder))
  } catch (error) {
    const found = `${shortened(out)}, which cannot be made (${errorCode(error)})`
    return [{ path: '--out', found, expected: 'a directory that can be created and written' }]
  }
  return writeFiles(files.map(({ path, text }) => ({ path: join(out, path), text })))
}

function answer(cluster: ImportedCluster, scenario: string, output: Output): void {
  const { hosts, games, components, pods, leftOut } = cluster
  for (const { reason, count } of leftOut) process.stderr.write(`left out: ${formatCount(count)} ${reason}\n`)
  output.answer(
    { scenario, hosts, games, components, pods, leftOut },
    () =>
      table([
        ['scenario', scenario],
        ['hosts', formatCount(hosts)],
        ['games', formatCount(games)],
        ['components', formatCount(components)],
        ['pods', formatCount(pods)],
      ]),
    () => scenario,
  )
}
