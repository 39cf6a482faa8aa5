import { type Fault, failed, ok, type Result } from '../../base/result.ts'
import { fitLoad, type LoadFit, withLoad } from '../../model/import/load-readings.ts'
import { type Matrix, readMatrix } from '../../model/import/prometheus.ts'
import type { Arguments } from '../arguments.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { formatCount, type Output } from '../output.ts'
import { printFaults } from '../print-faults.ts'
import { pathIn, readWith } from './documents.ts'
import type { ImportKind } from './import-kind.ts'
import { writeFiles } from './write-files.ts'

/** `berth import load`: readings of a component, as Prometheus saved them, into the load of a game template. */
export const LOAD: ImportKind = {
  options: ['--component', '--players', '--cpu', '--memory-used'],
  run: importLoad,
}

function importLoad(args: Arguments, files: readonly string[], output: Output): ExitCode {
  if (files.length > 1) args.fault('FILE', `${files.length} files`, 'one game template')
  const component = needed(args, '--component', 'a component of the template')
  const players = needed(args, '--players', 'a saved answer of query_range: players')
  const cpu = needed(args, '--cpu', 'a saved answer of query_range: Cpus in use, a series a pod')
  const memory = args.text('--memory-used', 'a saved answer of query_range: bytes in use, a series a pod', null)
  const out = args.text('--out', 'a file', null)
  if (args.faults.length > 0) return printFaults(args.faults, null, output)
  const made = templateOf(files[0], component, { players, cpu, memory })
  if (!made.ok) return printFaults(made.faults, null, output)
  const { text, fit } = made.value
  const unwritten = writeFiles(out === null ? [] : [{ path: out, text }])
  if (unwritten.length > 0) return printFaults(unwritten, null, output)
  process.stderr.write(fitText(component, fit))
  output.answer(
    { file: files[0], out, component, ...fit },
    () => (out === null ? text : `${out}\n`),
    () => out ?? component,
  )
  return EXIT.yes
}

function needed(args: Arguments, option: string, expected: string): string {
  const text = args.text(option, expected, null)
  if (text === null && !args.given(option)) args.fault(option, 'nothing', expected)
  return text ?? ''
}

function templateOf(
  file: string,
  component: string,
  { players, cpu, memory }: { readonly players: string; readonly cpu: string; readonly memory: string | null },
): Result<{ readonly text: string; readonly fit: LoadFit }> {
  const faults: Fault[] = []
  const read = <T>(path: string, parse: (text: string) => Result<T>): T | null => {
    const value = readWith(path, parse)
    if (value.ok) return value.value
    faults.push(...value.faults.map((fault) => ({ ...fault, path: pathIn(path, fault.path) })))
    return null
  }
  const matrix = (path: string): Matrix | null => read(path, readMatrix)
  const [counted, cpus, bytes] = [matrix(players), matrix(cpu), memory === null ? null : matrix(memory)]
  const template = read(file, (text) => ok(text))
  if (faults.length > 0 || counted === null || cpus === null || template === null) return failed(faults)
  const fit = fitLoad({ players: counted, cpu: cpus, memory: bytes })
  if (!fit.ok) return fit
  const text = withLoad(template, component, fit.value.load)
  if (text.ok) return ok({ text: text.value, fit: fit.value })
  const at = (path: string): string => (path.startsWith('--') ? path : pathIn(file, path))
  return failed(text.faults.map((fault) => ({ ...fault, path: at(fault.path) })))
}

function fitText(component: string, { load, instants, from, to, players, pods, ...explained }: LoadFit): string {
  const range = (ends: readonly [number, number]): string => ends.map(Math.round).join(' to ')
  const memory = explained.memoryExplained === null ? '' : `, ${explained.memoryExplained} % of its memory`
  const { notNumbers } = explained
  const less = notNumbers === 0 ? '' : `left out: ${formatCount(notNumbers)} values that are no numbers\n`
  const words = Object.entries(load).map(([key, value]) => `${key} ${value}`)
  return (
    `${component}: ${words.join(', ')}\n` +
    `${instants} instants from ${from} to ${to}, ${range(players)} players on ${range(pods)} pods; the fit explains ` +
    `${explained.cpuExplained} % of its Cpu${memory}\n${less}`
  )
}
