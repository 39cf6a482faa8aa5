import { type ComponentProps, type ReactNode, useState } from 'react'
import { nextDirection, type SortDirection, type SortKey, sortRows } from './sort-rows.ts'

/** A column of a table. */
export interface Column<Row> {
  readonly head: string
  readonly cell: (row: Row) => ReactNode
  /** What it is sorted by; left out: it cannot be. */
  readonly by?: (row: Row) => SortKey
  /** Of words, which stand to the left. */
  readonly isOfWords?: boolean
  /** What the head leaves open, and what a cell does. */
  readonly title?: string
  readonly hint?: (row: Row) => string | undefined
  /** Class of a cell. */
  readonly look?: (row: Row) => string | undefined
}

/** Attributes of a row for the page: its title, what it is found by, what a click on it does. */
type RowAttributes = Omit<ComponentProps<'tr'>, 'children' | 'key'> &
  Readonly<Record<`data-${string}`, string | number | boolean | undefined>>

interface SortedTableProps<Row> {
  readonly label: string
  readonly rows: readonly Row[]
  readonly columns: readonly Column<Row>[]
  readonly keyOf: (row: Row) => string
  readonly attributes?: (row: Row) => RowAttributes
  /** Its look; left out: that of a table of figures. */
  readonly className?: string
  /** Head of the column that heads the rows; left out: the first. */
  readonly headed?: string
  /** Rows that stay last: sums. */
  readonly children?: ReactNode
}

/** A table whose heads sort it: a button in each, and `aria-sort` where it is sorted by. */
export default function SortedTable<Row>(props: SortedTableProps<Row>) {
  const { label, rows, columns, keyOf, attributes, className = 'figures', children } = props
  const { headed = columns[0]?.head } = props
  const [sort, setSort] = useState<{ readonly head: string; readonly direction: SortDirection } | null>(null)
  const by = columns.find(({ head }) => head === sort?.head)?.by
  const shown = sort === null || by === undefined ? rows : sortRows(rows, by, sort.direction)
  const turn = (head: string): void => {
    const direction = nextDirection(sort?.head === head ? sort.direction : null)
    setSort(direction === null ? null : { head, direction })
  }
  return (
    <table className={className} aria-label={label}>
      <thead>
        <tr>
          {columns.map((column) => (
            <Head
              key={column.head}
              column={column}
              direction={sort?.head === column.head ? sort.direction : null}
              turn={() => turn(column.head)}
            />
          ))}
        </tr>
      </thead>
      <tbody>
        {shown.map((row) => (
          <tr key={keyOf(row)} {...attributes?.(row)}>
            {columns.map((column) => (
              <Cell key={column.head} column={column} row={row} isHead={column.head === headed} />
            ))}
          </tr>
        ))}
        {children}
      </tbody>
    </table>
  )
}

interface HeadProps<Row> {
  readonly column: Column<Row>
  readonly direction: SortDirection | null
  readonly turn: () => void
}

function Head<Row>({ column: { head, title, by, isOfWords }, direction, turn }: HeadProps<Row>) {
  const mark = direction === null ? '↕' : direction === 'ascending' ? '▲' : '▼'
  return (
    <th
      scope="col"
      className={isOfWords === true ? 'words' : undefined}
      title={title}
      aria-sort={direction ?? (by === undefined ? undefined : 'none')}
    >
      {by === undefined ? (
        head
      ) : (
        <button type="button" className="sort-button" data-sorted={direction !== null} onClick={turn}>
          {head}
          <span className="sort-mark" aria-hidden="true">
            {mark}
          </span>
        </button>
      )}
    </th>
  )
}

interface CellProps<Row> {
  readonly column: Column<Row>
  readonly row: Row
  readonly isHead: boolean
}

function Cell<Row>({ column: { cell, isOfWords, hint, look }, row, isHead }: CellProps<Row>) {
  const classes = [isOfWords === true ? 'words' : undefined, look?.(row)].filter((name) => name !== undefined)
  const shared = { className: classes.length === 0 ? undefined : classes.join(' '), title: hint?.(row) }
  return isHead ? (
    <th scope="row" {...shared}>
      {cell(row)}
    </th>
  ) : (
    <td {...shared}>{cell(row)}</td>
  )
}
