import type { Command } from 'commander'
import { shortened } from '../../model/parse/faults.ts'
import type { Arguments } from '../arguments.ts'
import type { ExitCode } from '../exit-code.ts'
import { CSV } from '../import/csv.ts'
import type { ImportKind } from '../import/import-kind.ts'
import { KUBERNETES } from '../import/kubernetes.ts'
import { LOAD } from '../import/load.ts'
import { LSCPU } from '../import/lscpu.ts'
import { LSTOPO } from '../import/lstopo.ts'
import { PROMETHEUS } from '../import/prometheus.ts'
import { STEAMDB } from '../import/steamdb.ts'
import { outputOf } from '../output.ts'
import { collect } from '../own-profiles.ts'
import type { CommandBody } from './command-spec.ts'

const KINDS: Readonly<Record<string, ImportKind>> = {
  kubernetes: KUBERNETES,
  prometheus: PROMETHEUS,
  load: LOAD,
  csv: CSV,
  steamdb: STEAMDB,
  lstopo: LSTOPO,
  lscpu: LSCPU,
}

/** `berth import`. */
export const IMPORT: CommandBody = { declare: declareImport, run: importFiles }

function declareImport(command: Command): void {
  command
    .argument('[KIND]', `${Object.keys(KINDS).join(', ')}: what wrote the export`)
    .argument(
      '[FILE...]',
      'exports; kubernetes: files of one cluster, or folders of them; prometheus: or its address; load: a game template',
    )
    .option(
      '--out [FILE]',
      'where it goes: a file, or a directory for NAME.yaml in it (default: stdout); kubernetes: needed, a directory',
    )
    .option(
      '--name [NAME]',
      'name of what is made (default: the file’s; kubernetes: cluster); prometheus, of a live server: needed',
    )
    .option('--title [TEXT]', 'title of the curve (default: its name)')
    .option('--source [TEXT]', 'whose figures these are')
    .option('--time-column [HEADER]', 'csv: column of the times (default: found by its header)')
    .option('--players-column [HEADER]', 'csv: column of the players (default: found by its header)')
    .option('--query [PROMQL]', 'prometheus, of a live server: what to ask, such as sum(players_online) (needed)')
    .option('--from [TIME]', 'prometheus, of a live server: first time, such as 2026-11-01 (needed)')
    .option('--to [TIME]', 'prometheus, of a live server: last time (default: now)')
    .option('--step [TIME]', 'prometheus, of a live server: from one sample to the next (default: 10m)')
    .option('--component [NAME]', 'load: the component of the template that the readings are of (needed)')
    .option('--players [FILE]', 'load: a saved answer of query_range, the players (needed)')
    .option('--cpu [FILE]', 'load: a saved answer of query_range, Cpus in use, a series a pod (needed)')
    .option('--memory-used [FILE]', 'load: a saved answer of query_range, bytes in use, a series a pod')
    .option('--memory [QUANTITY]', 'lscpu: memory of the machine, which lscpu does not say, such as 256Gi (needed)')
    .option(
      '--topology [FILE]',
      'kubernetes: topology of nodes with as many Cpus, a file or a bundled one; again for each kind',
      collect,
    )
    .option('--curve [FILE]', 'kubernetes: curve of all games, a file or a bundled one (default: steady)')
    .option(
      '--players-per-pod [N]',
      'kubernetes: players of a game for each pod of its largest workload (default: 100)',
    )
    .option('--duration [TIME]', 'kubernetes: how long the scenario is (default: 1d)')
    .option(
      '--cpu-manager [POLICY]',
      'kubernetes: static gives containers of Guaranteed pods their whole Cpus for themselves, none (default: static)',
    )
    .option('--gpu-resource [NAME]', 'kubernetes: an extended resource that is GPUs', collect)
    .option('--vf-resource [NAME]', 'kubernetes: an extended resource that is virtual functions', collect)
}

/** Turns exports of other tools into documents of Berth. */
async function importFiles(args: Arguments): Promise<ExitCode> {
  const output = outputOf(args)
  const expected = `one of ${Object.keys(KINDS).join(', ')}`
  const word = args.word(0, 'KIND', expected)
  const isKnown = Object.hasOwn(KINDS, word)
  if (!isKnown && word !== '') args.fault('KIND', shortened(word), expected)
  const kind = isKnown ? KINDS[word] : CSV
  args.word(1, 'FILE', 'an export to read')
  if (isKnown) {
    const others = new Set(Object.values(KINDS).flatMap(({ options }) => options))
    for (const option of others)
      if (!kind.options.includes(option) && args.given(option)) args.fault(option, 'an option', `none with ${word}`)
  }
  return kind.run(args, args.words.slice(1), output)
}
