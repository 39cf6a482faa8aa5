import type { Explanation } from '../../../model/explanation.ts'

/** The best feasible hosts, each score with its weight, and by how much the winner leads. */
export default function Ranking({ ranking, tied }: Pick<Explanation, 'ranking' | 'tied'>) {
  const [best, next] = ranking
  if (best === undefined) return null
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
            <th scope="col">Soft rules</th>
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
              <td>{rules.map(({ rule, points }) => `${rule} ${points}`).join(', ')}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p data-testid="lead">
        {best.host} {next === undefined ? 'is the only one' : `leads ${next.host} by ${best.total - next.total}`}
        {tied > 1 && `; ${tied} hosts have the best total, and the first in order of domain and name wins`}.
      </p>
    </>
  )
}
