import { sumOf } from '../../../base/sum.ts'
import type { FleetPlan, GameCost } from '../../../model/fleet-plan.ts'
import { formatCount, formatShare } from '../../format.ts'

/** What each game holds and costs on the planned fleet, month by month, and what nobody holds. */
export default function CostTab({ plan }: { readonly plan: FleetPlan }) {
  const { costs, idle, costPresent, costPlanned } = plan.status
  const months = Array.from({ length: plan.spec.months }, (_, month) => month)
  const games = [...new Set(costs.map(({ game }) => game))]
  const of = (game: string) => costs.filter((each) => each.game === game)
  const most = Math.max(1, ...games.map((game) => sumOf(of(game).map(({ cost }) => cost))))
  const spare = sumOf(idle.map(({ costStranded, costFree }) => costStranded + costFree))
  return (
    <>
      <p>
        The planned fleet costs <b>{formatCount(costPlanned)}</b> over the scenario, the fleet as it stands{' '}
        <b>{formatCount(costPresent)}</b>; <b>{formatCount(spare)}</b> is for what no game holds.
      </p>
      <table className="figures" aria-label="Cost per game">
        <thead>
          <tr>
            <th scope="col">Game</th>
            {months.map((month) => (
              <th key={month} scope="col">
                month {month + 1}
              </th>
            ))}
            <th scope="col">cost</th>
            <th scope="col">beside the dearest</th>
            <th scope="col">Cpu-hours held</th>
            <th scope="col">used</th>
            <th scope="col" title="Cpu-hours beside its pods on which no further pod fits">
              stranded
            </th>
            <th scope="col">their cost</th>
          </tr>
        </thead>
        <tbody>
          {games.map((game) => (
            <GameRow key={game} game={game} rows={of(game)} months={months} most={most} />
          ))}
          {idle.length > 0 && (
            <>
              <IdleRow title="stranded, all" plan={plan} of="costStranded" hours="cpuHoursStranded" />
              <IdleRow title="free" plan={plan} of="costFree" hours="cpuHoursFree" />
            </>
          )}
        </tbody>
      </table>
    </>
  )
}

interface GameProps {
  readonly game: string
  readonly rows: readonly GameCost[]
  readonly months: readonly number[]
  /** Cost of the dearest game. */
  readonly most: number
}

function GameRow({ game, rows, months, most }: GameProps) {
  const cost = sumOf(rows.map((row) => row.cost))
  const held = sumOf(rows.map((row) => row.cpuHoursHeld))
  const used = sumOf(rows.map((row) => row.cpuHoursUsed))
  return (
    <tr data-game={game}>
      <th scope="row">{game}</th>
      {months.map((month) => (
        <td key={month}>{formatCount(sumOf(rows.filter((row) => row.month === month).map((r) => r.cost)))}</td>
      ))}
      <td>
        <b>{formatCount(cost)}</b>
      </td>
      <td>
        <progress className="cost-bar" value={cost / most} aria-label={`Cost of ${game} beside the dearest`} />
      </td>
      <td>{formatCount(held)}</td>
      <td>{held === 0 ? '–' : formatShare(used / held)}</td>
      <td>{formatCount(sumOf(rows.map((row) => row.cpuHoursStranded)))}</td>
      <td>{formatCount(sumOf(rows.map((row) => row.costStranded)))}</td>
    </tr>
  )
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
