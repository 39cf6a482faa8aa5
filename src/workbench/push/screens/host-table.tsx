import SortedTable, { type Column } from '../../shell/sorted-table.tsx'
import { selectLive } from '../state/push-view-store.ts'

interface HostRow {
  readonly host: string
  /** What is to be known of it. */
  readonly words: string
}

interface HostTableProps {
  readonly label: string
  /** Head of what is to be known. */
  readonly head: string
  readonly rows: readonly HostRow[]
}

/** Hosts with what is to be known of each; each is picked by its name. */
export default function HostTable({ label, head, rows }: HostTableProps) {
  const columns: readonly Column<HostRow>[] = [HOST, { head, cell: ({ words }) => words, by: ({ words }) => words }]
  return (
    <div className="names-list">
      <SortedTable label={label} className="hosts" rows={rows} columns={columns} keyOf={({ host }) => host} />
    </div>
  )
}

const HOST: Column<HostRow> = {
  head: 'Host',
  cell: ({ host }) => (
    <button type="button" className="link-button" onClick={() => selectLive({ kind: 'host', name: host })}>
      {host}
    </button>
  ),
  by: ({ host }) => host,
}
