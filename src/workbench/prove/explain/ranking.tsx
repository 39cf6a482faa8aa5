import type { Explanation, KubeChoice } from '../../../model/explanation.ts'
import SortedTable, { type Column } from '../../shell/sorted-table.tsx'

interface RankingProps extends Pick<Explanation, 'ranking' | 'tied'> {
  readonly kube: KubeChoice | undefined
}

/** The best feasible hosts, each score with its weight, and by how much the winner leads. */
export default function Ranking({ ranking, tied, kube }: RankingProps) {
  const [best, next] = ranking
  if (best === undefined) return null
  const byName = kube === undefined ? 'the first in order of domain and name' : 'the first by name'
  const wins = kube?.tie === 'draw' ? `${kube.node}, drawn by the seed,` : byName
  return (
    <>
      <SortedTable
        label="Best hosts"
        rows={ranking}
        columns={columnsOf(best, kube === undefined)}
        keyOf={({ host }) => host}
      />
      <p data-testid="lead">
        {best.host} {next === undefined ? 'is the only one' : `leads ${next.host} by ${best.total - next.total}`}
        {tied > 1 && `; ${tied} hosts have the best total, and ${wins} wins`}.
      </p>
    </>
  )
}

type Ranked = Explanation['ranking'][number]

function columnsOf(best: Ranked, hasRules: boolean): readonly Column<Ranked>[] {
  const rules: Column<Ranked> = {
    head: 'Soft rules',
    cell: ({ rules }) => rules.map(({ rule, points }) => `${rule} ${points}`).join(', '),
  }
  return [
    { head: 'Host', cell: ({ host }) => host, by: ({ host }) => host },
    { head: 'Total', cell: ({ total }) => total, by: ({ total }) => total },
    ...best.scores.map(({ plugin, weight }, i): Column<Ranked> => {
      const score = ({ scores }: Ranked): number => scores[i].score
      return { head: `${plugin} × ${weight}`, cell: score, by: score }
    }),
    ...(hasRules ? [rules] : []),
  ]
}
