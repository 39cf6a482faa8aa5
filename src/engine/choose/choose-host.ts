import type { HostTable } from '../state/host-table.ts'
import type { RangeRule } from '../state/spread-groups.ts'
import type { ScoreBoard } from './score-board.ts'
import { INFEASIBLE, spreadPenalty } from './score-hosts.ts'

/**
 * The best host in ranks [from, to) under rules over domains: exact, because a rule adds the same to every host of a
 * domain and a domain is a range of ranks, so the best host of each stretch between the ranges' ends is the best of
 * its board. O(n / 64 + d log d + 64 d) for d domains that already hold pods of the rules' scopes; where the best of
 * all lies in none of them, as it mostly does, it is the best under rules that only take off, and O(n / 64).
 *
 * returns  rank of the best host, ties to the lowest; -1 when none is feasible
 */
export function chooseHost(
  hosts: HostTable,
  board: ScoreBoard,
  from: number,
  to: number,
  rules: readonly RangeRule[],
): number {
  const best = board.bestIn(from, to)
  if (best < 0 || isBestUnder(hosts, best, rules)) return best
  const steps = penaltySteps(hosts, from, to, rules)
  let penalty = 0
  let forbidden = 0
  for (const rule of rules) if (rule.isNeeded) forbidden++
  let bestScore = INFEASIBLE
  let bestHost = -1
  let begin = from
  for (let i = 0; i <= steps.length; i++) {
    const end = i < steps.length ? steps[i].at : to
    if (end > begin && forbidden === 0) {
      const host = board.bestIn(begin, end, bestHost < 0 ? INFEASIBLE : bestScore + penalty)
      if (host >= 0) {
        bestScore = board.bestScore - penalty
        bestHost = host
      }
    }
    if (i === steps.length) break
    begin = Math.max(begin, end)
    penalty += steps[i].penalty
    forbidden += steps[i].forbidden
  }
  return bestHost
}

/** Whether no rule takes anything off the best host of the board, and none adds to others. */
function isBestUnder(hosts: HostTable, best: number, rules: readonly RangeRule[]): boolean {
  for (let i = 0; i < rules.length; i++) {
    const { domain, counts, isNeeded, weight } = rules[i]
    if (isNeeded || weight < 0 || counts.has(hosts.domains[domain].of[best])) return false
  }
  return true
}

interface Step {
  readonly at: number
  readonly penalty: number
  readonly forbidden: number
}

/** Where, going up the ranks, the sum of penalties and the count of rules that forbid change. */
function penaltySteps(hosts: HostTable, from: number, to: number, rules: readonly RangeRule[]): Step[] {
  const steps: Step[] = []
  for (const rule of rules) {
    const { start } = hosts.domains[rule.domain]
    for (const [domain, podCount] of rule.counts) {
      const begin = Math.max(from, start[domain])
      const end = Math.min(to, start[domain + 1])
      if (begin >= end) continue
      const penalty = spreadPenalty(rule.weight, podCount)
      const full = rule.limit !== null && podCount >= rule.limit ? 1 : 0
      const forbidden = rule.isNeeded ? -1 : full
      if (penalty === 0 && forbidden === 0) continue
      steps.push({ at: begin, penalty, forbidden }, { at: end, penalty: -penalty, forbidden: -forbidden })
    }
  }
  return steps.sort((a, b) => a.at - b.at)
}
