/**
 * Runs tasks at most `concurrency` at once, each after all that it needs and else in order. A task that resolves to
 * false ends the starting of others; those under way finish. Resolves when none is under way; rejects with the first
 * rejection, then too.
 *
 * needs  by number; what is not among `numbers` is taken as done. Without cycles
 */
export function runOrdered(
  numbers: readonly number[],
  needs: ReadonlyMap<number, readonly number[]>,
  concurrency: number,
  run: (number: number) => Promise<boolean>,
): Promise<void> {
  const { ready, finish } = openOrder(numbers, needs)
  let underWay = 0
  let goesOn = true
  let failure: { readonly error: unknown } | null = null
  return new Promise((resolve, reject) => {
    const start = (number: number): void => {
      underWay++
      run(number)
        .then((ok) => {
          if (ok) finish(number)
          else goesOn = false
        })
        .catch((error: unknown) => {
          failure ??= { error }
          goesOn = false
        })
        .finally(() => {
          underWay--
          startReady()
        })
    }
    const startReady = (): void => {
      while (goesOn && underWay < concurrency && ready.length > 0) start(ready.shift() as number)
      if (underWay > 0) return
      if (failure === null) resolve()
      else reject(failure.error)
    }
    startReady()
  })
}

/** `ready` has what waits for nothing; `finish` adds what waited for that number last. */
function openOrder(numbers: readonly number[], needs: ReadonlyMap<number, readonly number[]>) {
  const known = new Set(numbers)
  const waitingFor = new Map<number, number>()
  const followers = new Map<number, number[]>(numbers.map((number) => [number, []]))
  for (const number of numbers) {
    const before = (needs.get(number) ?? []).filter((other) => known.has(other))
    waitingFor.set(number, before.length)
    for (const other of before) followers.get(other)?.push(number)
  }
  const ready = numbers.filter((number) => waitingFor.get(number) === 0)
  const finish = (number: number): void => {
    for (const follower of followers.get(number) ?? []) {
      const left = (waitingFor.get(follower) ?? 0) - 1
      waitingFor.set(follower, left)
      if (left === 0) ready.push(follower)
    }
  }
  return { ready, finish }
}
