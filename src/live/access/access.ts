import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CedarValueJson } from '@cedar-policy/cedar-wasm/nodejs'
import { assert } from '../../base/assert.ts'
import { ok, type Result } from '../../base/result.ts'
import { ACCESS_ACTIONS, type AccessAction, ROLES, type Subject } from '../../model/api.ts'
import { cedar } from './cedar.ts'
import DEFAULT_RULES from './default-rules.cedar?raw'
import { parseRules, type Rules } from './rules.ts'
import { type PlanResource, type Resource, VOCABULARY } from './vocabulary.ts'

/** File of the data folder whose rules replace the default ones. */
export const RULES_FILE = 'access.cedar'

/** allowed, or the id of the rule that forbids; where there is none, `no rule allows` and which role and rule would. */
export type Verdict = { readonly allowed: true } | { readonly allowed: false; readonly rule: string }

/** Decides who may do what. Rules are read once; a change of the file needs a restart. */
export class Access {
  readonly #setId: string
  static #sets = 0

  constructor(rules: Rules) {
    // Cedar keeps prepared sets by name for the whole process.
    this.#setId = `access-${Access.#sets++}`
    const prepared = cedar.preparsePolicySet(this.#setId, { staticPolicies: { ...rules.texts } })
    assert(prepared.type === 'success', 'rules that were parsed can be prepared')
    const schema = cedar.preparseSchema(VOCABULARY_ID, VOCABULARY)
    assert(schema.type === 'success', 'the vocabulary is a schema')
  }

  /** A rule that cannot be evaluated (a sum too large, say) refuses: what it would have forbidden is not known. */
  decide(subject: Subject, action: AccessAction, resource: Resource): Verdict {
    const { allowed, rule } = this.#judge(subject, action, resource)
    if (allowed) return { allowed }
    return { allowed, rule: rule ?? `no rule allows; ${this.#whoMay(subject, action, resource)}` }
  }

  /** Which role more would allow it by which rule: `the role operator would (operators-apply)`. */
  #whoMay(subject: Subject, action: AccessAction, resource: Resource): string {
    const ways = ROLES.flatMap((role) => {
      const { allowed, rule } = this.#judge({ ...subject, roles: [...subject.roles, role] }, action, resource)
      return allowed ? [`${role} would (${rule})`] : []
    })
    return ways.length === 0 ? 'nor would one with another role' : `the role ${ways.join(', ')}`
  }

  /** rule: the first by id of those that decide, null when none allows. */
  #judge(subject: Subject, action: AccessAction, resource: Resource): { allowed: boolean; rule: string | null } {
    const principal = { type: 'Subject', id: subject.name }
    const object = resource.kind === 'plan' ? { type: 'Plan', id: resource.name } : { type: 'Adapter', id: 'adapter' }
    const answer = cedar.statefulIsAuthorized({
      principal,
      action: { type: 'Action', id: action },
      resource: object,
      context: {},
      preparsedSchemaName: VOCABULARY_ID,
      validateRequest: true,
      preparsedPolicySetId: this.#setId,
      entities: [
        { uid: principal, attrs: attributesOf(subject), parents: subject.roles.map((id) => ({ type: 'Role', id })) },
        { uid: object, attrs: resource.kind === 'plan' ? planAttributes(resource) : {}, parents: [] },
      ],
    })
    if (answer.type === 'failure') return { allowed: false, rule: `none: ${answer.errors[0]?.message ?? 'no verdict'}` }
    const { decision, diagnostics } = answer.response
    const broken = diagnostics.errors[0]
    if (broken !== undefined) return { allowed: false, rule: broken.policyId }
    return { allowed: decision === 'allow', rule: [...diagnostics.reason].sort()[0] ?? null }
  }

  /** What a subject may do to plans of others within its own games and regions. */
  may(subject: Subject): Readonly<Record<AccessAction, boolean>> {
    const { games, regions } = subject
    const plan: Resource = { kind: 'plan', name: 'any', author: '', games, regions, steps: 1 }
    const may = (action: AccessAction): boolean => {
      return this.#judge(subject, action, action === 'administer' ? { kind: 'adapter' } : plan).allowed
    }
    return Object.fromEntries(ACCESS_ACTIONS.map((action) => [action, may(action)])) as Record<AccessAction, boolean>
  }
}

const VOCABULARY_ID = 'vocabulary'

function attributesOf({ name, games, regions }: Subject): Record<string, CedarValueJson> {
  return { name, games: [...games], regions: [...regions] }
}

function planAttributes(plan: PlanResource): Record<string, CedarValueJson> {
  const { name, author, games, regions, steps } = plan
  return { name, author, games: [...games], regions: [...regions], steps }
}

/** The rules of a data folder, or the default ones when it has none. folder: null for the default ones. */
export function readAccess(folder: string | null): Result<Access> {
  const path = folder === null ? null : join(folder, RULES_FILE)
  const text = path !== null && existsSync(path) ? readFileSync(path, 'utf8') : DEFAULT_RULES
  const rules = parseRules(text)
  return rules.ok ? ok(new Access(rules.value)) : rules
}
