import type { ObservedPod } from '../../../model/snapshot.ts'
import { formatMib } from '../../format.ts'
import SortedTable, { type Column } from '../../shell/sorted-table.tsx'
import { selectLive } from '../state/push-view-store.ts'

interface PodTableProps {
  readonly label: string
  readonly pods: readonly ObservedPod[]
}

/** Pods with their sizes; each is picked by its name. */
export default function PodTable({ label, pods }: PodTableProps) {
  return <SortedTable label={label} className="figures pods" rows={pods} columns={COLUMNS} keyOf={({ name }) => name} />
}

const COLUMNS: readonly Column<ObservedPod>[] = [
  {
    head: 'Pod',
    cell: ({ name }) => (
      <button type="button" className="link-button" onClick={() => selectLive({ kind: 'pod', name })}>
        {name}
      </button>
    ),
    by: ({ name }) => name,
  },
  { head: 'Cpus', cell: ({ cpus }) => cpus, by: ({ cpus }) => cpus },
  { head: 'memory', cell: ({ memoryMib }) => formatMib(memoryMib), by: ({ memoryMib }) => memoryMib },
]
