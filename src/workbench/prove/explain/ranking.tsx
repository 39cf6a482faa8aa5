import type { Explanation, KubeChoice } from '../../../model/explanation.ts'

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
      <table className="figures" aria-label="Best hosts">
        <thead>
          <tr>
            <th scope="col">Host</th>
            <th scope="col">Total</th>
            {best.scores.map(({ plugin, weight }) => (
              <th scope="col" key={plugin}>
                {plugin} × {weight}
              </th>
            ))}
            {kube === undefined && <th scope="col">Soft rules</th>}
          </tr>
        </thead>
        <tbody>
          {ranking.map(({ host, total, scores, rules }) => (
            <tr key={host}>
              <th scope="row">{host}</th>
              <td>{total}</td>
              {scores.map(({ plugin, score }) => (
                <td key={plugin}>{score}</td>
              ))}
              {kube === undefined && <td>{rules.map(({ rule, points }) => `${rule} ${points}`).join(', ')}</td>}
            </tr>
          ))}
        </tbody>
      </table>
      <p data-testid="lead">
        {best.host} {next === undefined ? 'is the only one' : `leads ${next.host} by ${best.total - next.total}`}
        {tied > 1 && `; ${tied} hosts have the best total, and ${wins} wins`}.
      </p>
    </>
  )
}
