import { failed, ok, type Result } from '../../base/result.ts'
import type { Policy } from '../policy.ts'
import { createTraps, type LoadedPolicy, type PolicyModule } from '../policy-traps.ts'
import { SCORE_NAMES, WEIGHT_MAX } from '../profile.ts'
import { BASELINE_NAMES, PROFILE_NAMES } from '../profile-names.ts'
import { expectedName, FaultList, show } from './faults.ts'
import * as scalars from './scalars.ts'

/** Keys of single functions. */
const HOOKS = ['reserve', 'resize', 'rebalance']
const KEYS = ['name', 'extends', 'weights', 'filters', 'scores', ...HOOKS]
const EXPECTED = 'a policy as its default export, made without clock, chance or the outside'
/** Names of own plug-ins. */
const PLUGIN = /^[A-Za-z][A-Za-z0-9]{0,62}$/

/**
 * Makes a policy of its bundle: runs the module with traps in place of the globals and checks what it exports. Types
 * are checked before, and say more; this holds for policies that were never type-checked here.
 */
export function loadPolicy(module: PolicyModule): Result<LoadedPolicy> {
  const { globals, slip } = createTraps()
  try {
    const value = module(...globals)
    const faults = faultsOfPolicy(value)
    const did = slip()
    if (did !== null) faults.add('', `a module that ${did}`, EXPECTED)
    return faults.isEmpty ? ok({ policy: value as Policy, slip }) : failed(faults.all)
  } catch (error) {
    const did = slip() ?? `throws ${String(error).split('\n')[0]}`
    return failed([{ path: '', found: `a module that ${did}`, expected: EXPECTED }])
  }
}

function faultsOfPolicy(value: unknown): FaultList {
  const faults = new FaultList()
  if (typeof value !== 'object' || value === null) {
    faults.add('', show(value), `a policy: an object with ${KEYS.join(', ')}`)
    return faults
  }
  const policy = value as Readonly<Record<string, unknown>>
  for (const key of Object.keys(policy)) {
    if (!KEYS.includes(key)) faults.add(key, 'an unknown key', expectedName('key', key, KEYS))
  }
  if (!scalars.name.safeParse(policy.name).success) {
    faults.add('name', show(policy.name), `${scalars.name.meta()?.description ?? 'a name'}`)
  }
  // Whoever runs a name looks among the baselines first: a policy of such a name would never be asked.
  if ([...PROFILE_NAMES, ...BASELINE_NAMES].some((name) => name === policy.name)) {
    faults.add('name', show(policy.name), 'a name no stock profile has')
  }
  if (policy.extends !== undefined && !PROFILE_NAMES.some((name) => name === policy.extends)) {
    faults.add('extends', show(policy.extends), `one of ${PROFILE_NAMES.join(', ')}, or nothing`)
  }
  const filters = checkPlugins(policy, 'filters', faults)
  const scores = checkPlugins(policy, 'scores', faults)
  for (const name of scores)
    if ((SCORE_NAMES as readonly string[]).includes(name)) {
      faults.add(`scores.${name}`, 'a stock plug-in', 'a name of its own')
    }
  for (const key of HOOKS) {
    if (policy[key] !== undefined && typeof policy[key] !== 'function') faults.add(key, show(policy[key]), 'a function')
  }
  const weights = checkWeights(policy.weights, [...SCORE_NAMES, ...scores], faults)
  const isEmpty = policy.extends === undefined && weights === 0 && scores.length === 0 && filters.length === 0
  if (isEmpty && HOOKS.every((key) => policy[key] === undefined)) {
    faults.add('', 'a policy that says nothing', `one of ${KEYS.filter((key) => key !== 'name').join(', ')}`)
  }
  return faults
}

function checkPlugins(policy: Readonly<Record<string, unknown>>, key: string, faults: FaultList): readonly string[] {
  const plugins = policy[key]
  if (plugins === undefined) return []
  if (typeof plugins !== 'object' || plugins === null) {
    faults.add(key, show(plugins), 'functions by name')
    return []
  }
  for (const [name, plugin] of Object.entries(plugins)) {
    if (!PLUGIN.test(name)) faults.add(`${key}.${name}`, show(name), 'a name of letters and digits')
    if (typeof plugin !== 'function') faults.add(`${key}.${name}`, show(plugin), 'a function')
  }
  return Object.keys(plugins)
}

function checkWeights(weights: unknown, known: readonly string[], faults: FaultList): number {
  if (weights === undefined) return 0
  if (typeof weights !== 'object' || weights === null) {
    faults.add('weights', show(weights), 'weights by plug-in')
    return 0
  }
  for (const [name, weight] of Object.entries(weights)) {
    if (!known.includes(name)) faults.add(`weights.${name}`, 'an unknown plug-in', expectedName('plug-in', name, known))
    const isWeight = Number.isInteger(weight) && weight >= 0 && weight <= WEIGHT_MAX
    if (!isWeight) faults.add(`weights.${name}`, show(weight), `a whole number from 0 to ${WEIGHT_MAX}`)
  }
  return Object.keys(weights).length
}
