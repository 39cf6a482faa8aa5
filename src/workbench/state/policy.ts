import { createStore } from 'zustand/vanilla'
import {
  POLICY_CHANGES_PATH,
  POLICY_PATH,
  type PolicyAnswer,
  type PolicyRef,
  type ServedPolicy,
} from '../../model/policy-report.ts'

/** The policy that the server was started with, as it stands now; null: none. */
export const policyStore = createStore<{ readonly policy: ServedPolicy | null }>(() => ({ policy: null }))

let asked: Promise<void> | null = null

/** The version to run with, once the server has said which that is. */
export async function policyNow(): Promise<PolicyRef | null> {
  asked ??= askServer()
  await asked
  const { policy } = policyStore.getState()
  return policy === null ? null : { name: policy.name, digest: policy.digest }
}

/** Asks for the policy, and where there is one follows its changes. */
async function askServer(): Promise<void> {
  const policy = await served()
  policyStore.setState({ policy })
  if (policy === null) return
  new EventSource(POLICY_CHANGES_PATH).addEventListener('message', ({ data }) => {
    policyStore.setState({ policy: JSON.parse(data) as ServedPolicy })
  })
}

/** A server that does not know the question, or is away, has none. */
async function served(): Promise<ServedPolicy | null> {
  try {
    const answer = await fetch(POLICY_PATH)
    return ((await answer.json()) as PolicyAnswer).policy
  } catch {
    return null
  }
}
