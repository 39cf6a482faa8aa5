import type { EngineFactory } from './drive.ts'
import { breachOf } from './judge.ts'
import type { Breach, ProofCase } from './proof-case.ts'
import { FLEET_PASSES } from './reduce-fleet.ts'
import { REQUEST_PASSES } from './reduce-requests.ts'
import { STORY_PASSES } from './reduce-story.ts'

/** One way to make a case smaller: takes away some of a list of things, or makes some of them simpler. */
export interface Pass {
  /** How many there are now. */
  count(proof: ProofCase): number
  /** Without those in [from, to), or the case itself where that changes nothing. */
  without(proof: ProofCase, from: number, to: number): ProofCase
}

const PASSES: readonly Pass[] = [...STORY_PASSES, ...FLEET_PASSES, ...REQUEST_PASSES]

/** Tries of one reduction; each puts a small case to one law, about a millisecond. */
const TRIES_MAX = 5000

/**
 * Makes a case smaller while it breaks the same law: takes away instants, pods, events, hosts and pools, halves first
 * and then one by one, then makes what is left simpler, until nothing more can go. It works on the story and not on
 * what was drawn: a draw taken away renames every pod after it. After Zeller and Hildebrandt, Simplifying and
 * Isolating Failure-Inducing Input, IEEE TSE 2002.
 */
export function reduceCase(
  proof: ProofCase,
  breach: Breach,
  create: EngineFactory,
): { readonly proof: ProofCase; readonly breach: Breach } {
  const laws = new Set([breach.law])
  let best = { proof, breach }
  let tries = 0
  const keeps = (candidate: ProofCase): boolean => {
    if (candidate === best.proof || tries++ >= TRIES_MAX) return false
    const found = breachOf(candidate, create, laws)
    if (found === null || found.law !== breach.law || !isOfOneFile(found, breach)) return false
    best = { proof: candidate, breach: found }
    return true
  }
  for (let shrank = true; shrank; ) {
    shrank = false
    for (const pass of PASSES) shrank = runPass(pass, () => best.proof, keeps) || shrank
  }
  return best
}

/** A decision of no form is the engine's fault; an event of no form only makes a story that is none. */
function isOfOneFile(found: Breach, breach: Breach): boolean {
  return breach.law !== 'format' || found.line?.file === breach.line?.file
}

/** Halves, quarters … single ones; whether anything went. */
function runPass(pass: Pass, proof: () => ProofCase, keeps: (candidate: ProofCase) => boolean): boolean {
  let shrank = false
  for (let size = Math.ceil(pass.count(proof()) / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let end = pass.count(proof()); end > 0; end = Math.min(end - size, pass.count(proof()))) {
      if (keeps(pass.without(proof(), Math.max(0, end - size), end))) shrank = true
    }
  }
  return shrank
}
