import { ok } from '../../base/result.ts'
import { US_PER_SECOND } from '../../base/units.ts'
import { microsecondsOf } from '../../model/duration.ts'
import { importPrometheus, type Matrix, readMatrix } from '../../model/import/prometheus.ts'
import type { CurveNaming } from '../../model/import/readings.ts'
import { parseTimestamp } from '../../model/import/timestamps.ts'
import { shortened } from '../../model/parse/faults.ts'
import type { Arguments } from '../arguments.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import type { Output } from '../output.ts'
import { faultLine, printFaults } from '../print-faults.ts'
import { startProgress } from '../progress.ts'
import { CURVE_OPTIONS, curveDocument, optionalText } from './curves.ts'
import { type DocumentImport, importDocuments, writeDocument } from './documents.ts'
import type { ImportKind } from './import-kind.ts'
import { queryRange, type RangeQuery } from './prometheus-client.ts'

/** Environment variable with the bearer token of a live server: never on the command line, where others see it. */
const TOKEN = 'BERTH_PROMETHEUS_TOKEN'

/** `berth import prometheus`: a curve of saved answers of query_range, or of a live server. */
export const PROMETHEUS: ImportKind = {
  options: [...CURVE_OPTIONS, '--query', '--from', '--to', '--step'],
  run: (args, files, output) =>
    files.some((file) => /^https?:\/\//.test(file))
      ? importLive(args, files, output)
      : importSaved(args, files, output),
}

function importSaved(args: Arguments, files: readonly string[], output: Output): ExitCode {
  for (const option of ['--query', '--from', '--to', '--step'])
    if (args.given(option)) args.fault(option, 'an option', 'none with a saved answer')
  const said = textsOf(args)
  const read: DocumentImport = {
    key: 'curves',
    fallbackName: 'curve',
    read: (text, name) => {
      const matrix = readMatrix(text)
      return matrix.ok ? documentOf([matrix.value], { ...said, name }) : matrix
    },
  }
  return importDocuments(args, files, output, read)
}

async function importLive(args: Arguments, addresses: readonly string[], output: Output): Promise<ExitCode> {
  const said = textsOf(args)
  const name = args.text('--name', 'a name', null)
  if (addresses.length > 1) args.fault('FILE', `${addresses.length} addresses or files`, 'one address alone')
  if (name === null) args.fault('--name', 'nothing', 'a name of the curve')
  const [address] = addresses
  if (!URL.canParse(address)) args.fault('FILE', shortened(address), 'an address such as http://prometheus:9090')
  const query = queryOf(address, args)
  if (args.faults.length > 0 || name === null) return printFaults(args.faults, null, output)
  const progress = startProgress('prometheus', output.quiet)
  const pages = await queryRange(query, (share) => progress.at(share, query.query))
  progress.end()
  if ('unreachable' in pages) {
    process.stderr.write(`${faultLine(pages.unreachable, null)}\n`)
    return EXIT.unreachable
  }
  if (!pages.ok) return printFaults(pages.faults, null, output)
  const source = said['source'] ?? `Prometheus, ${query.query}`.slice(0, 600)
  const document = documentOf(pages.value, { ...said, source, name })
  if (!document.ok) return printFaults(document.faults, address, output)
  return writeDocument(args, output, 'curves', { file: address, name, ...document.value })
}

function textsOf(args: Arguments): Readonly<Record<string, string>> {
  return { ...optionalText(args, 'title', '--title'), ...optionalText(args, 'source', '--source') }
}

function documentOf(pages: readonly Matrix[], naming: CurveNaming) {
  const made = importPrometheus(pages, naming)
  if (!made.ok) return made
  const { curve, notNumbers } = made.value
  const leftOut = notNumbers === 0 ? [] : [{ reason: 'values that are NaN', count: notNumbers }]
  return ok({ ...curveDocument(curve), leftOut })
}

const STEP_S_DEFAULT = 600

/** What a live server is asked for. */
function queryOf(address: string, args: Arguments): RangeQuery {
  const query = args.text('--query', 'a query of PromQL, such as sum(players_online)', null)
  if (query === null && !args.given('--query'))
    args.fault('--query', 'nothing', 'a query of PromQL, such as sum(players_online)')
  const fromS = timeOption(args, '--from', null)
  const toS = timeOption(args, '--to', Math.floor(Date.now() / 1000))
  const stepText = args.text('--step', 'a duration such as 10m', null)
  const stepUs = stepText === null ? STEP_S_DEFAULT * US_PER_SECOND : microsecondsOf(stepText, false)
  const stepS = (stepUs ?? 0) / US_PER_SECOND
  if (!Number.isInteger(stepS) || stepS < 60)
    args.fault('--step', shortened(stepText ?? ''), 'whole seconds from 1m on, such as 10m')
  if (fromS >= toS && args.faults.length === 0)
    args.fault('--to', shortened(args.text('--to', 'a time', 'now')), 'a time after --from')
  const token = process.env[TOKEN]
  return { address, query: query ?? '', fromS, toS, stepS, token: token === undefined || token === '' ? null : token }
}

/** Seconds since 1970 of an option. */
function timeOption(args: Arguments, option: string, fallback: number | null): number {
  const expected = 'a time such as 2026-03-05 18:10 (UTC) or unix seconds'
  const text = args.text(option, expected, null)
  if (text === null) {
    if (fallback === null && !args.given(option)) args.fault(option, 'nothing', expected)
    return fallback ?? 0
  }
  const atUs = parseTimestamp(text)
  if (atUs === null) args.fault(option, shortened(text), expected)
  return Math.floor((atUs ?? 0) / US_PER_SECOND)
}
