import { ACCESS_ACTIONS } from '../../model/api.ts'

/** What `access.cedar` may speak of, in Cedar's own language of schemas. Rules are checked against it when read. */
export const VOCABULARY = `
entity Role;
entity Subject in [Role] { name: String, games: Set<String>, regions: Set<String> };
entity Adapter;
entity Plan { name: String, author: String, games: Set<String>, regions: Set<String>, steps: Long };
action ${ACCESS_ACTIONS.map((action) => `"${action}"`).join(', ')}
  appliesTo { principal: [Subject], resource: [Adapter, Plan] };
`

/** What is acted on: the adapter as a whole (its snapshot, its audit log), or one plan. */
export type Resource = { readonly kind: 'adapter' } | PlanResource

export interface PlanResource {
  readonly kind: 'plan'
  readonly name: string
  readonly author: string
  readonly games: readonly string[]
  readonly regions: readonly string[]
  readonly steps: number
}
