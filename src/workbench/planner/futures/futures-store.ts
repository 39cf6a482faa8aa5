import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { Fault } from '../../../base/result.ts'
import { type FuturesClient, startFuturesClient } from '../../../worker/futures-client.ts'
import type { Future, FutureFigures, ScenarioOutline } from '../../../worker/futures-protocol.ts'
import { policyNow } from '../../state/policy.ts'
import { AS_IT_IS, type FuturesSpec, type WhatIf } from '../state/planner-address.ts'
import { settingsOf, specOf } from './what-if.ts'

/** Futures on the page and how they stand. */
export interface FuturesStore {
  readonly status: 'idle' | 'running' | 'done' | 'cancelled' | 'faults' | 'failed'
  readonly spec: FuturesSpec | null
  readonly outline: ScenarioOutline | null
  /** What is turned in the futures that are run now, or were run last. */
  readonly whatIf: WhatIf
  /** Those that have ended, by seed, as the scenario is. */
  readonly base: readonly Future[]
  /** Those with `whatIf`; the same as `base` where nothing is turned. */
  readonly turned: readonly Future[]
  /** Of all seeds together, 0 to 1. */
  readonly share: number
  readonly figures: FutureFigures | null
  readonly faults: readonly Fault[]
  readonly error: string
}

const NOTHING: FuturesStore = {
  status: 'idle',
  spec: null,
  outline: null,
  whatIf: AS_IT_IS,
  base: [],
  turned: [],
  share: 0,
  figures: null,
  faults: [],
  error: '',
}

export const futuresStore = createStore<FuturesStore>(() => NOTHING)

/** A part of the futures on the page. */
export function useFutures<T>(pick: (store: FuturesStore) => T): T {
  return useStore(futuresStore, pick)
}

export function isAsItIs({ hosts, launch }: WhatIf): boolean {
  return hosts === 100 && launch === 100
}

/** Each worker holds a run of a fleet. */
const WORKERS_MAX = 4

let clients: readonly FuturesClient[] = []
/** Counts what was started: what an older one still reports is dropped. */
let turn = 0

/** Runs the scenario as it is under every seed, then with what is turned; faults and failures end up in the store. */
export async function startFutures(spec: FuturesSpec, whatIf: WhatIf): Promise<void> {
  stop({ ...NOTHING, status: 'running', spec })
  const own = turn
  try {
    const client = clientOf(own)
    const outlined = await client.api.outline(spec.scenario, spec.size)
    if (own !== turn) return
    if (!outlined.ok) return stop({ status: 'faults', faults: outlined.faults })
    futuresStore.setState({ outline: outlined.outline })
    const isWhole = await runAll(spec, AS_IT_IS, own)
    if (isWhole && own === turn) await goOn(spec, whatIf, own)
  } catch (error) {
    fail(own, error)
  }
}

/** Runs the futures anew with other hosts or launches; those of the scenario as it is stay. */
export async function turnFutures(whatIf: WhatIf): Promise<void> {
  const { spec, outline, base } = futuresStore.getState()
  if (spec === null || outline === null || base.length < spec.seeds) return
  stop({ status: 'running', whatIf, share: 0, turned: [], figures: null })
  const own = turn
  try {
    await goOn(spec, whatIf, own)
  } catch (error) {
    fail(own, error)
  }
}

/** Ends the runs; the futures that are done stay. */
export function cancelFutures(): void {
  if (futuresStore.getState().status === 'running') stop({ status: 'cancelled' })
}

/** Shows what is wrong with what was to run. */
export function refuseFutures(spec: FuturesSpec, faults: readonly Fault[]): void {
  stop({ ...NOTHING, status: 'faults', spec, faults })
}

export function endFutures(): void {
  stop(NOTHING)
}

async function goOn(spec: FuturesSpec, whatIf: WhatIf, own: number): Promise<void> {
  const isWhole = isAsItIs(whatIf) || (await runAll(spec, whatIf, own))
  if (!isWhole || own !== turn) return
  const { base, turned } = futuresStore.getState()
  const shown = isAsItIs(whatIf) ? base : turned
  const figures = await clientOf(own).api.figures(shown.map(({ outcome }) => outcome))
  if (own === turn) stop({ status: 'done', figures, turned: shown, whatIf, share: 1 })
}

/** True when every seed has ended. */
async function runAll(spec: FuturesSpec, whatIf: WhatIf, own: number): Promise<boolean> {
  const { outline } = futuresStore.getState()
  if (outline === null) return false
  const policy = await policyNow()
  const run = specOf(spec, settingsOf(outline, whatIf))
  const into = isAsItIs(whatIf) ? 'base' : 'turned'
  futuresStore.setState({ whatIf, share: 0 })
  const shares = new Float64Array(spec.seeds)
  let next = 0
  const work = async (client: FuturesClient): Promise<void> => {
    while (own === turn && next < spec.seeds) {
      const seed = ++next
      const result = await client.run(run, seed, policy, (share) => {
        shares[seed - 1] = share
        if (own === turn) futuresStore.setState({ share: shares.reduce((sum, each) => sum + each, 0) / spec.seeds })
      })
      if (own !== turn) return
      if (!result.ok) return stop({ status: 'faults', faults: result.faults })
      futuresStore.setState((now) => ({
        [into]: [...now[into], result.future].sort((a, b) => a.seed - b.seed),
      }))
    }
  }
  const count = Math.min(WORKERS_MAX, navigator.hardwareConcurrency, spec.seeds)
  if (own !== turn) return false
  while (clients.length < count) clients = [...clients, newClient(own)]
  await Promise.all(clients.map(work))
  return own === turn
}

function clientOf(own: number): FuturesClient {
  const [first] = clients
  if (first !== undefined) return first
  const client = newClient(own)
  clients = [client]
  return client
}

function newClient(own: number): FuturesClient {
  return startFuturesClient((message) => fail(own, message))
}

function fail(own: number, error: unknown): void {
  if (own === turn) stop({ status: 'failed', error: String(error) })
}

function stop(change: Partial<FuturesStore>): void {
  turn++
  for (const client of clients) client.terminate()
  clients = []
  futuresStore.setState(change)
}
