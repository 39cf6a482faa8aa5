import type { Store } from '../../src/live/store/store.ts'
import { openAgentsTarget } from '../../src/live/targets/agents/agents-target.ts'
import type { CallOutcome, CallRequest, Target } from '../../src/live/targets/target.ts'
import { Truth } from '../unit/live/plans/truth.ts'
import { TruthTarget } from '../unit/live/plans/truth-target.ts'
import { crashFleet } from './fleet.ts'
import type { TargetWords } from './world.ts'

/** The target that a world told of, opened as the command does. */
export async function openTarget(words: TargetWords, { cordons }: Store): Promise<Target> {
  if (words.kind === 'truth') return new TruthTarget(new Truth(crashFleet(), words.file))
  if (words.kind === 'sandbox') {
    const { agents, networks, credentials } = words
    return openAgentsTarget({
      ref: { kind: 'sandbox', name: 'sandbox' },
      credentials: async () => credentials,
      agents: () => agents,
      networks,
      cordons: {
        cordoned: () => new Set(cordons.all()),
        set: (host, plan, on) => (on ? cordons.put(plan, host) : cordons.remove(plan, host)),
      },
    })
  }
  // Its parts take long to load, for which the others do not wait.
  const { openKubernetesTarget } = await import('../../src/live/targets/kubernetes/open.ts')
  return openKubernetesTarget(words)
}

/** The same target, but for the calls that are answered in its place. */
export function withFaults(target: Target, faultOf: (request: CallRequest) => Promise<CallOutcome | null>): Target {
  return {
    ref: target.ref,
    snapshot: (signal) => target.snapshot(signal),
    callsOf: (step, direction) => target.callsOf(step, direction),
    call: async (request) => (await faultOf(request)) ?? target.call(request),
    cordon: (host, on, context) => target.cordon(host, on, context),
    watchHosts: (told) => target.watchHosts(told),
    seemHit: (steps, plan, signal) => target.seemHit(steps, plan, signal),
    health: (steps, signal) => target.health(steps, signal),
    close: () => target.close(),
  }
}
