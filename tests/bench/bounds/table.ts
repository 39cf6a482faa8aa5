import type { BoundFigures, ProfileFigures } from './bounds.ts'

const COLUMNS = [
  ['instance', -17],
  ['pods', 5],
  ['hosts', 6],
  ['bound', 6],
  ['MIP', 5],
  ['profile', -21],
  ['used p90', 9],
  ['÷ bound', 8],
  ['compacted p90', 14],
  ['its bound', 10],
  ['÷ bound', 8],
] as const

/** The head of the table. */
export function headLine(): string {
  return lineOf(COLUMNS.map(([title]) => title))
}

/** One line a profile; what is of the instance stands on the first. */
export function instanceLines(figures: BoundFigures): readonly string[] {
  const { instance, podCount, hostCount, bound, optimum, compactionBoundP90, profiles } = figures
  const mip = optimum === null ? '' : `${optimum.isProven ? '' : '≤ '}${optimum.hosts}`
  return profiles.map((own, i) => {
    const head = i === 0 ? [instance.name, podCount, hostCount, bound, mip] : ['', '', '', '', '']
    const used =
      own.refusedMax > 0
        ? [`${own.refusedMax} out`, own.failuresMax > 0 ? `${own.failuresMax} fail` : '']
        : [own.usedP90, ratio(own.usedP90, bound)]
    const { compactedP90 } = own
    const compacted =
      compactedP90 === null ? ['', '', ''] : [compactedP90, compactionBoundP90, ratio(compactedP90, compactionBoundP90)]
    return lineOf([...head, own.profile, ...used, ...compacted])
  })
}

/** Of each profile the worst and the summed ratio of compaction over the large instances. */
export function sumLines(all: readonly BoundFigures[], goal: number): readonly string[] {
  const large = all.filter(({ instance }) => instance.size === 'large')
  const profiles = [...new Set(large.flatMap((figures) => figures.profiles.map(({ profile }) => profile)))]
  return profiles.map((profile) => {
    const pairs = large.flatMap((figures) => {
      const own = figures.profiles.find((candidate: ProfileFigures) => candidate.profile === profile)
      return own === undefined || own.compactedP90 === null
        ? []
        : [[own.compactedP90, figures.compactionBoundP90] as const]
    })
    const [hosts, bounds] = [0, 1].map((i) => pairs.reduce((sum, pair) => sum + (pair[i] ?? 0), 0))
    const worst = Math.max(...pairs.map(([count, bound]) => count / bound))
    const within = pairs.filter(([count, bound]) => count <= goal * bound).length
    return (
      `${profile}: compacted p90 ÷ bound over ${pairs.length} of ${large.length} large instances ` +
      `${ratio(hosts, bounds)}, worst ${worst.toFixed(3)}, at most ${goal} on ${within}`
    )
  })
}

function ratio(count: number, bound: number): string {
  return (count / bound).toFixed(3)
}

function lineOf(cells: readonly (string | number)[]): string {
  return cells
    .map((cell, i) => (COLUMNS[i][1] < 0 ? String(cell).padEnd(-COLUMNS[i][1]) : String(cell).padStart(COLUMNS[i][1])))
    .join(' ')
    .trimEnd()
}
