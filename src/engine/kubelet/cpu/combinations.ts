// Source: kubernetes v1.37.2, pkg/kubelet/cm/cpumanager/cpu_assignment.go, iterateCombinations.

/**
 * Which upstream: v1.37, or later ones, from which the resizes are. v1.37 has two defects that later versions mend:
 * kept combinations change (issue 141237, below), and the rest of a distribution may never end (pull request 140730).
 */
export type Edition = 'v1.37' | 'later'

/**
 * One combination: the first `length` of `cells`.
 *
 * In v1.37 the cells are shared. It hands out Go slices that grow by `append`: while a slice has room its array is
 * written in place, so a combination that was kept changes when a later one with the same beginning is made. From four
 * units on the last members of a kept combination are then not those that were looked at. What is placed where depends
 * on it, so it is the same here: read a kept combination when it is used, not before.
 */
export interface Combination {
  readonly cells: number[]
  readonly length: number
}

export function members({ cells, length }: Combination): readonly number[] {
  return cells.slice(0, length)
}

const EMPTY: Combination = { cells: [], length: 0 }

/** The room of an array of Go that grew from nothing, by its content. */
function capacity(length: number): number {
  let room = 0
  while (room < length) room = room === 0 ? 1 : 2 * room
  return room
}

function append({ cells, length }: Combination, value: number): Combination {
  const grown = length < capacity(length) ? cells : cells.slice(0, length)
  grown[length] = value
  return { cells: grown, length: length + 1 }
}

/** Visits every combination of `size` (at least 1) of the values, in their order, until a visit returns false. */
export function eachCombination(
  values: readonly number[],
  size: number,
  edition: Edition,
  visit: (combination: Combination) => boolean,
): void {
  if (size < 1) return
  const extend = (so: Combination, start: number): boolean => {
    const missing = size - so.length
    if (missing === 0) return visit(edition === 'v1.37' ? so : { cells: so.cells.slice(0, size), length: size })
    for (let i = start; i <= values.length - missing; i++) {
      if (!extend(append(so, values[i]), i + 1)) return false
    }
    return true
  }
  extend(EMPTY, 0)
}
