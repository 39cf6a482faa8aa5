import { setMaxListeners } from 'node:events'
import type { Plan } from '../../model/plan.ts'
import type { Memo, Target } from '../targets/target.ts'
import { runOrdered } from './ordered.ts'
import type { DryCall } from './plan-service.ts'

/**
 * The calls that applying would make, in order; with `server` each is put to the target, which checks it and changes
 * nothing. Steps are asked about side by side: none has an effect that another could need.
 */
export async function dryRun(
  plan: Plan,
  target: Target,
  kind: 'client' | 'server',
  concurrency: number,
): Promise<readonly DryCall[]> {
  const { steps, cordon } = plan.spec
  const direction = 'forward' as const
  const { signal } = new AbortController()
  setMaxListeners(0, signal) // Every call listens to it; Node takes more than ten for a leak.
  const context = { plan: plan.metadata.name, dryRun: 'server', signal } as const
  const cordons: DryCall[] = []
  for (const host of cordon) {
    const outcome = kind === 'client' ? null : await target.cordon(host, true, context)
    cordons.push({ step: 0, direction, call: `cordon ${host}`, outcome })
  }
  const byStep = new Map<number, DryCall[]>()
  await runOrdered([...steps.keys()], new Map(), concurrency, async (i) => {
    const step = steps[i]
    const calls: DryCall[] = []
    let memo: Memo = {}
    for (const call of target.callsOf(step, direction)) {
      const outcome = kind === 'client' ? null : await target.call({ ...context, step, direction, call, memo })
      if (outcome?.kind === 'done') memo = { ...memo, ...outcome.memo }
      calls.push({ step: step.number, direction, call, outcome })
    }
    byStep.set(step.number, calls)
    return true
  })
  return [...cordons, ...steps.flatMap((step) => byStep.get(step.number) ?? [])]
}
