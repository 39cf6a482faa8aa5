import { decimalText } from '../../base/decimal-text.ts'
import type { PlannedFigure } from '../../model/fleet-plan-figures.ts'
import { formatCount } from '../format.ts'

interface FigureBandTableProps {
  readonly label: string
  readonly figures: readonly PlannedFigure[]
}

/** Figures over many seeds, one a row. */
export default function FigureBandTable({ label, figures }: FigureBandTableProps) {
  return (
    <table className="figures" aria-label={label}>
      <thead>
        <tr>
          {['Figure', 'p10', 'p50', 'p90', 'most'].map((head) => (
            <th key={head} scope="col">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {figures.map(({ name, unit, band }) => (
          <tr key={name} data-figure={name}>
            <th scope="row">{unit === '' ? name : `${name}, ${unit}`}</th>
            {(['p10', 'p50', 'p90', 'max'] as const).map((rank) => (
              <td key={rank}>{band === null ? 'none' : decimalText(band[rank], '−', formatCount)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
