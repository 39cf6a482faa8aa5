import { failed, ok, type Result } from '../../base/result.ts'
import { microsecondsOf } from '../duration.ts'
import { SURVIVED_DOMAINS as LOGGED_DOMAINS, type SurvivedDomain as LoggedDomain } from '../fault.ts'
import { CappedFaults } from '../import/capped-faults.ts'
import { readTable } from '../import/table.ts'
import { parseTimestamp } from '../import/timestamps.ts'
import { parseDocumentText } from './document.ts'
import { shortened, show } from './faults.ts'

export { LOGGED_DOMAINS, type LoggedDomain }

/** A time of a log: microseconds since 1970 where it has dates, else since the scenario's start. */
export interface LogTime {
  readonly us: number
  readonly isDate: boolean
}

/** One outage as its log has it. */
export interface LoggedLoss {
  /** Where its cells are, for faults: `line 3, name` or `[2].name`. */
  readonly pathOf: (column: LogColumn) => string
  readonly at: LogTime
  readonly domain: LoggedDomain
  readonly name: string
  /** Null: not over yet. */
  readonly until: LogTime | null
}

const COLUMNS = ['at', 'domain', 'name', 'until'] as const
type LogColumn = (typeof COLUMNS)[number]

type Cells = Pick<LoggedLoss, 'pathOf'> & { readonly text: Readonly<Record<LogColumn, string>> }

const TIME = 'a time such as 2026-03-05 18:10 (UTC), unix seconds, or 18h30m from the start'

/**
 * Reads an outage log: a table with the columns at, domain, name and until in any order, or a JSON list of maps with
 * those keys; what else it says (a cause, a ticket) is left unread. An empty `until` is an outage that is not over.
 * Every fault, under its line and column, or position and key.
 */
export function parseLossLog(text: string): Result<readonly LoggedLoss[]> {
  const rows = /^\s*\[/.test(text) ? rowsOfList(text) : rowsOfTable(text)
  if (!rows.ok) return rows
  const faults = new CappedFaults()
  const losses = rows.value.flatMap((row) => lossOf(row, faults) ?? [])
  return faults.isEmpty ? ok(losses) : failed(faults.all)
}

function rowsOfTable(text: string): Result<readonly Cells[]> {
  const table = readTable(text)
  if (!table.ok) return table
  const { header, rows } = table.value
  const absent = COLUMNS.filter((column) => !header.includes(column))
  if (absent.length > 0) {
    const found = header.map((word) => shortened(word)).join(', ')
    return failed(absent.map((column) => ({ path: 'line 1', found, expected: `a column ${column}` })))
  }
  return ok(
    rows.map(({ line, cells }) => {
      const cell = (column: LogColumn): string => cells[header.indexOf(column)] ?? ''
      const text = { at: cell('at'), domain: cell('domain'), name: cell('name'), until: cell('until') }
      return { pathOf: (column) => `line ${line}, ${column}`, text }
    }),
  )
}

function rowsOfList(text: string): Result<readonly Cells[]> {
  const document = parseDocumentText(text)
  if (!document.ok) return document
  const faults = new CappedFaults()
  const rows = (document.value as readonly unknown[]).flatMap((item, i): readonly Cells[] => {
    if (typeof item !== 'object' || item === null || Array.isArray(item)) {
      faults.add(`[${i}]`, show(item), `a map with ${COLUMNS.join(', ')}`)
      return []
    }
    const pathOf = (column: LogColumn): string => `[${i}].${column}`
    const cell = (column: LogColumn): string => {
      const value = (item as Readonly<Record<string, unknown>>)[column] ?? ''
      if (typeof value === 'string' || typeof value === 'number') return String(value).trim()
      faults.add(pathOf(column), show(value), 'a text')
      return ''
    }
    return [{ pathOf, text: { at: cell('at'), domain: cell('domain'), name: cell('name'), until: cell('until') } }]
  })
  return faults.isEmpty ? ok(rows) : failed(faults.all)
}

/** Null where something in it is wrong. */
function lossOf({ pathOf, text }: Cells, faults: CappedFaults): LoggedLoss | null {
  const found = (column: LogColumn): string => (text[column] === '' ? 'nothing' : shortened(text[column]))
  const at = timeOf(text.at)
  const until = text.until === '' ? null : timeOf(text.until)
  const domain = LOGGED_DOMAINS.find((known) => known === text.domain.toLowerCase())
  if (at === undefined) faults.add(pathOf('at'), found('at'), TIME)
  if (domain === undefined) faults.add(pathOf('domain'), found('domain'), `one of ${LOGGED_DOMAINS.join(', ')}`)
  if (text.name === '') faults.add(pathOf('name'), 'nothing', `the name of what was lost`)
  if (until === undefined) faults.add(pathOf('until'), found('until'), `${TIME}; nothing where it is not over`)
  else if (at !== undefined && until !== null && (until.isDate !== at.isDate || until.us <= at.us))
    faults.add(pathOf('until'), found('until'), `a time after ${shortened(text.at)}, written as that one`)
  if (at === undefined || domain === undefined || text.name === '' || until === undefined) return null
  return { pathOf, at, domain, name: text.name, until }
}

function timeOf(text: string): LogTime | undefined {
  const offsetUs = text === '0' ? 0 : microsecondsOf(text, true)
  if (offsetUs !== null) return { us: offsetUs, isDate: false }
  const dateUs = parseTimestamp(text)
  return dateUs === null ? undefined : { us: dateUs, isDate: true }
}
