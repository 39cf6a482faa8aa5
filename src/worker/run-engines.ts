import { failed, ok, type Result } from '../base/result.ts'
import { createEngine, type Engine } from '../engine/engine.ts'
import { startFaults } from '../engine/kube-default/start-faults.ts'
import { timedPolicy } from '../engine/policy/timed-policy.ts'
import { baselineNamed } from '../model/baseline.ts'
import type { Fleet } from '../model/fleet.ts'
import { loadPolicy } from '../model/parse/policy.ts'
import { type PluginShare, type PolicyRef, policyBundlePath } from '../model/policy-report.ts'
import type { LoadedPolicy, PolicyModule } from '../model/policy-traps.ts'
import type { Scenario } from '../model/scenario.ts'
import { profileFaults } from './profile-fault.ts'

/** What makes the engines of a run. */
export interface RunEngines {
  readonly create: (fleet: Fleet) => Engine
  /** What each plug-in took so far; none is timed but under an own policy. */
  times(): readonly PluginShare[]
}

/** The run's profile, where its name stands, and the policy that it may be the profile of. */
export interface ProfileAsked {
  readonly path: string
  readonly name: string | null
  readonly policy: PolicyRef | null
  /** Whether stock Kubernetes may stand in the engine's place. */
  readonly takesBaselines: boolean
}

/**
 * Engines for a run of the scenario. Faults: a profile that is none, a policy of a name that is taken or gone, a
 * baseline that kubelets of the fleet would not start with.
 */
export async function enginesFor(scenario: Scenario, asked: ProfileAsked): Promise<Result<RunEngines>> {
  const faults = profileFaults(asked.path, asked.name, scenario, asked.takesBaselines, asked.policy)
  if (faults.length > 0) return failed(faults)
  const { name, policy } = asked
  const baseline = baselineNamed(name, scenario.profiles)
  const refused = baseline === null ? [] : startFaults(baseline, scenario)
  if (refused.length > 0) return failed(refused)
  if (policy === null || name !== policy.name) {
    return ok({ create: (fleet) => createEngine(fleet, scenario), times: () => [] })
  }
  const loaded = await importPolicy(policy)
  if (!loaded.ok) return loaded
  const timed = timedPolicy(loaded.value, () => performance.now())
  return ok({ create: timed.create(scenario.profiles ?? []), times: timed.times })
}

async function importPolicy({ name, digest }: PolicyRef): Promise<Result<LoadedPolicy>> {
  let module: { readonly default: PolicyModule }
  try {
    module = await import(/* @vite-ignore */ policyBundlePath(digest))
  } catch {
    const expected = 'the one that the server was started with: reload the page'
    return failed([{ path: name, found: 'a version of the policy that the server has not', expected }])
  }
  return loadPolicy(module.default)
}
