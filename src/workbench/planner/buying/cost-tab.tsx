import { sumOf } from '../../../base/sum.ts'
import type { FleetPlan } from '../../../model/fleet-plan.ts'
import type { GameCost } from '../../../model/fleet-plan-figures.ts'
import { formatCount, formatShare } from '../../format.ts'
import SortedTable, { type Column } from '../../shell/sorted-table.tsx'

/** What each game holds and costs on the planned fleet, month by month, and what nobody holds. */
export default function CostTab({ plan }: { readonly plan: FleetPlan }) {
  const { costs, idle, costPresent, costPlanned } = plan.status
  const months = Array.from({ length: plan.spec.months }, (_, month) => month)
  const games = [...new Set(costs.map(({ game }) => game))].map((game): Game => {
    const rows = costs.filter((each) => each.game === game)
    return { game, rows, cost: sumOf(rows.map(({ cost }) => cost)) }
  })
  const spare = sumOf(idle.map(({ costStranded, costFree }) => costStranded + costFree))
  return (
    <>
      <p>
        The planned fleet costs <b>{formatCount(costPlanned)}</b> over the scenario, the fleet as it stands{' '}
        <b>{formatCount(costPresent)}</b>; <b>{formatCount(spare)}</b> is for what no game holds.
      </p>
      <SortedTable
        label="Cost per game"
        rows={games}
        columns={columnsOf(months, Math.max(1, ...games.map(({ cost }) => cost)))}
        keyOf={({ game }) => game}
        attributes={({ game }) => ({ 'data-game': game })}
      >
        {idle.length > 0 && (
          <>
            <IdleRow title="stranded, all" plan={plan} of="costStranded" hours="cpuHoursStranded" />
            <IdleRow title="free" plan={plan} of="costFree" hours="cpuHoursFree" />
          </>
        )}
      </SortedTable>
    </>
  )
}

/** A game's months, and what they cost together. */
interface Game {
  readonly game: string
  readonly rows: readonly GameCost[]
  readonly cost: number
}

/** most: cost of the dearest game. */
function columnsOf(months: readonly number[], most: number): readonly Column<Game>[] {
  const figure = (head: string, of: (game: Game) => number, title?: string): Column<Game> => {
    return { head, by: of, cell: (game) => formatCount(of(game)), ...(title === undefined ? {} : { title }) }
  }
  const held = ({ rows }: Game): number => sumOf(rows.map((row) => row.cpuHoursHeld))
  const usedShare = (game: Game): number | null =>
    held(game) === 0 ? null : sumOf(game.rows.map((row) => row.cpuHoursUsed)) / held(game)
  return [
    { head: 'Game', cell: ({ game }) => game, by: ({ game }) => game },
    ...months.map((month) =>
      figure(`month ${month + 1}`, ({ rows }) => sumOf(rows.filter((row) => row.month === month).map((r) => r.cost))),
    ),
    { head: 'cost', cell: ({ cost }) => <b>{formatCount(cost)}</b>, by: ({ cost }) => cost },
    {
      head: 'beside the dearest',
      cell: ({ game, cost }) => (
        <progress className="cost-bar" value={cost / most} aria-label={`Cost of ${game} beside the dearest`} />
      ),
    },
    figure('Cpu-hours held', held),
    {
      head: 'used',
      by: usedShare,
      cell: (game) => {
        const share = usedShare(game)
        return share === null ? '–' : formatShare(share)
      },
    },
    figure(
      'stranded',
      ({ rows }) => sumOf(rows.map((row) => row.cpuHoursStranded)),
      'Cpu-hours beside its pods on which no further pod fits',
    ),
    figure('their cost', ({ rows }) => sumOf(rows.map((row) => row.costStranded))),
  ]
}

interface IdleProps {
  readonly title: string
  readonly plan: FleetPlan
  readonly of: 'costStranded' | 'costFree'
  readonly hours: 'cpuHoursStranded' | 'cpuHoursFree'
}

function IdleRow({ title, plan, of, hours }: IdleProps) {
  const { idle } = plan.status
  const months = Array.from({ length: plan.spec.months }, (_, month) => month)
  return (
    <tr className="faint" data-game={title}>
      <th scope="row">{title}</th>
      {months.map((month) => (
        <td key={month}>{formatCount(idle.find((each) => each.month === month)?.[of] ?? 0)}</td>
      ))}
      <td>{formatCount(sumOf(idle.map((each) => each[of])))}</td>
      <td />
      <td>{formatCount(sumOf(idle.map((each) => each[hours])))}</td>
      <td />
      <td />
      <td />
    </tr>
  )
}
