/** Seed of every property, printed; `BERTH_SEED` sets another. */
export const SEED = Number(process.env.BERTH_SEED ?? 20261123)

console.log(`property seed ${SEED}`)

/** Options of a property: that many runs from the common seed, times `BERTH_RUNS`. */
export function runs(count: number): { readonly seed: number; readonly numRuns: number } {
  return { seed: SEED, numRuns: count * Number(process.env.BERTH_RUNS ?? 1) }
}
