import type { Exhaustion, FleetPlan } from '../../../model/fleet-plan.ts'
import { dayBand, dayOf } from '../../../model/goal-words.ts'
import { resourceWords } from '../../../model/resource-words.ts'
import SortedTable, { type Column } from '../../shell/sorted-table.tsx'
import { RESOURCE_TITLES } from './plan-words.ts'

/** When what runs out, on the fleet as it stands and on the planned one. */
export default function WhenTab({ plan }: { readonly plan: FleetPlan }) {
  const { exhaustion } = plan.status
  const boundPercent = exhaustion[0]?.boundPercent ?? 95
  return (
    <>
      <p className="faint">
        Run out: {boundPercent} % of what is up is held or used, in the middle seed (p10 to p90). Short: a refusal is
        about it, the disk of a pod is full, packets or players are lost.
      </p>
      <div className="goal-cases">
        <Fleet title="As it stands" rows={exhaustion.filter(({ fleet }) => fleet === 'present')} of={plan.spec.seeds} />
        <Fleet title="As planned" rows={exhaustion.filter(({ fleet }) => fleet === 'planned')} of={plan.spec.seeds} />
      </div>
    </>
  )
}

interface FleetProps {
  readonly title: string
  readonly rows: readonly Exhaustion[]
  readonly of: number
}

function Fleet({ title, rows, of }: FleetProps) {
  return (
    <SortedTable
      label={`What runs out when, ${title.toLowerCase()}`}
      rows={rows}
      columns={columnsOf(title, of)}
      keyOf={({ idc, resource }) => `${idc} ${resource}`}
      attributes={({ resource }) => ({ title: RESOURCE_TITLES[resource] })}
    />
  )
}

/** of: seeds. */
function columnsOf(title: string, of: number): readonly Column<Exhaustion>[] {
  const what = ({ idc, resource }: Exhaustion): string => `${idc} ${resourceWords(resource)}`
  return [
    { head: title, cell: what, by: what },
    {
      head: 'runs out',
      isOfWords: true,
      cell: ({ firstUs }) => (firstUs === null ? '–' : dayBand(firstUs)),
      by: ({ firstUs }) => firstUs?.p50 ?? null,
    },
    {
      head: 'seeds',
      cell: ({ seeds }) => (seeds === 0 ? 'none' : `${seeds} of ${of}`),
      by: ({ seeds }) => seeds,
      look: ({ seeds }) => (seeds > 0 ? 'danger-text' : 'faint'),
    },
    {
      head: 'most held or used',
      cell: ({ peakPercent: { p10, p50, p90 } }) => `${Math.round(p50)} % (${Math.round(p10)} to ${Math.round(p90)})`,
      by: ({ peakPercent }) => peakPercent.p50,
    },
    {
      head: 'first short',
      isOfWords: true,
      cell: ({ refusedSeeds, refusedUs }) =>
        refusedSeeds === 0 || refusedUs === null ? 'none' : `${dayOf(refusedUs)}, ${refusedSeeds} of ${of}`,
      by: ({ refusedUs }) => refusedUs,
    },
  ]
}
