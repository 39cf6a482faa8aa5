import type { PlanHead } from '../../../model/api.ts'
import type { Plan, PlanAction, PlanState, PlanStatus } from '../../../model/plan.ts'
import { type Answer, problemOf } from '../api/answer.ts'
import { followPlan } from '../api/follow-plan.ts'
import { liveFleet } from '../picture/live-fleet.ts'
import { isUnbegun } from '../plan/changed-since.ts'
import { pushStore } from './push-store.ts'
import { openPlan, pushViewStore } from './push-view-store.ts'
import { checked, presentApi } from './session.ts'

type Failure = Exclude<Answer<unknown>, { ok: true }>

/** Tells the person what failed; a token that is no longer good is told by the sign-in page. */
export function tell(doing: string, failure: Failure): void {
  if (failure.kind === 'refused' && failure.problem.status === 401) return
  pushStore.setState({ problem: { doing, problem: problemOf(failure) } })
}

export async function loadTarget(): Promise<void> {
  const answer = await presentApi().target()
  if (!checked(answer)) return
  pushStore.setState({ target: answer.value })
  const seenAtMs = pushStore.getState().live?.snapshot.observedAtMs
  // Whoever comes first has the server look; later the page asks only for what others had it see.
  // A server that was started again has looked at nothing either.
  if (seenAtMs === undefined || answer.value.observedAtMs === null) await loadFirst()
  else if (answer.value.observedAtMs !== seenAtMs) await loadSnapshot(false)
}

let isFirstAsked = false

async function loadFirst(): Promise<void> {
  if (isFirstAsked) return
  isFirstAsked = true
  const before = pushStore.getState().live
  await loadSnapshot(false)
  isFirstAsked = false
  if (pushStore.getState().live !== before) await loadTarget()
}

/** isFresh: takes a snapshot now. isTold: says so when there is none; who did not ask for it is not told. */
export async function loadSnapshot(isFresh: boolean, isTold = isFresh): Promise<void> {
  const answer = await presentApi().snapshot(isFresh)
  if (!checked(answer)) {
    if (isTold) tell('Taking a snapshot', answer)
    return
  }
  const { live } = pushStore.getState()
  if (live !== null && live.snapshot.observedAtMs >= answer.value.observedAtMs) return
  pushStore.setState({ live: liveFleet(answer.value) })
}

/** Takes a snapshot because a person asked. */
export async function refresh(): Promise<void> {
  if (pushStore.getState().isRefreshing) return
  pushStore.setState({ isRefreshing: true, problem: null })
  await loadSnapshot(true)
  await loadTarget()
  pushStore.setState({ isRefreshing: false })
}

/** How agents are. Quiet when it fails: the target and the plans are asked for more often, and tell. */
export async function loadAgents(): Promise<void> {
  const answer = await presentApi().hosts()
  if (!checked(answer)) return
  const joined = answer.value.flatMap(({ host, agent }) => (agent === null ? [] : [[host, agent] as const]))
  pushStore.setState({ agents: new Map(joined) })
}

export async function loadPlans(): Promise<void> {
  const answer = await presentApi().plans()
  if (!checked(answer)) return
  const { plans: before } = pushStore.getState()
  pushStore.setState({ plans: answer.value })
  // What another plan has done may have made the one on the page stale. It may have begun and ended between two looks.
  const states = new Map(before?.map(({ name, state }) => [name, state]))
  const hasStopped = ({ name, state }: PlanHead): boolean => !MOVES_NOTHING.has(state) && states.get(name) !== state
  if (before !== null && answer.value.some(hasStopped)) snapshotSoon()
}

/** States in which a plan has done nothing yet, or is not done. */
const MOVES_NOTHING: ReadonlySet<PlanState> = new Set(['draft', 'proposed', 'approved', 'applying'])

/** Reads the plan on the page again. */
export async function loadPlan(): Promise<void> {
  const { plan: name } = pushViewStore.getState()
  if (name === null) return
  const answer = await presentApi().plan(name)
  if (pushViewStore.getState().plan !== name) return
  if (checked(answer)) return showPlan(answer.value)
  const isMissing = answer.kind === 'refused' && answer.problem.status === 404
  if (isMissing) return pushStore.setState({ plan: null, isMissing })
  // What is known of the plan stays; its stream says how it stands once the server answers again.
  if (pushStore.getState().plan?.metadata.name !== name) tell(`Opening plan ${name}`, answer)
}

function showPlan(plan: Plan): void {
  pushStore.setState({ plan, isMissing: false })
}

/** A newer status of the plan on the page, which is read if it could not be before; older ones are dropped. */
function showStatus(name: string, status: PlanStatus): void {
  const { plan } = pushStore.getState()
  if (plan === null && pushViewStore.getState().plan === name) return void loadPlan()
  if (plan === null || plan.metadata.name !== name || plan.status.revision > status.revision) return
  const hasMoved = plan.status.revision !== status.revision
  pushStore.setState({ plan: { ...plan, status } })
  if (hasMoved) snapshotSoon()
  if (plan.status.state !== status.state) void loadPlans()
}

const SNAPSHOT_EVERY_MS = 2500
let isSnapshotDue = false

/** While a plan moves, the fleet is looked at again, but not at every step. */
function snapshotSoon(): void {
  if (isSnapshotDue) return
  isSnapshotDue = true
  setTimeout(() => {
    isSnapshotDue = false
    void loadSnapshot(true)
  }, SNAPSHOT_EVERY_MS)
}

/** Keeps the plan of a name on the page in step with the server until the returned function is called. */
export function watchPlan(name: string): () => void {
  const ended = new AbortController()
  const shown = pushStore.getState().plan
  pushStore.setState({ plan: shown?.metadata.name === name ? shown : null, isMissing: false, following: 'cut' })
  void loadPlan().then(() => {
    const { plan, isMissing } = pushStore.getState()
    if (ended.signal.aborted || isMissing) return
    // Whoever is about to approve or apply should see a stale plan without asking for a snapshot first.
    if (plan !== null && isUnbegun(plan)) void loadSnapshot(true, false)
    const events = {
      status: (status: PlanStatus) => showStatus(name, status),
      following: (following: 'stream' | 'polling' | 'cut') => pushStore.setState({ following }),
    }
    return followPlan(presentApi(), name, events, ended.signal)
  })
  return () => {
    ended.abort()
    // Nobody follows it any more: what is asked for on other pages must not go by how it once stood.
    if (pushStore.getState().plan?.metadata.name === name) pushStore.setState({ plan: null })
  }
}

/** Asks the server to make a plan; opens it when it did. True when it did. */
export async function createPlan(request: unknown): Promise<boolean> {
  pushStore.setState({ acting: 'create', problem: null })
  const answer = await presentApi().createPlan(request, keyOf())
  pushStore.setState({ acting: null })
  if (!checked(answer)) {
    tell('Making the plan', answer)
    return false
  }
  showPlan(answer.value)
  void loadPlans()
  openPlan(answer.value.metadata.name)
  return true
}

/** 128 bits by chance; `randomUUID` is for pages served over HTTPS alone. */
function keyOf(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Does something to the plan on the page. Nothing is shown as done before the server says so. */
export async function act(action: PlanAction, reason: string | undefined): Promise<boolean> {
  const { plan } = pushStore.getState()
  return plan === null ? false : actOn(plan.metadata.name, plan.status.revision, action, reason)
}

/** As act, for a plan by its name: the one on the page or not. */
export async function actOn(name: string, revision: number, action: PlanAction, reason?: string): Promise<boolean> {
  pushStore.setState({ acting: action, problem: null })
  const answer = await presentApi().act<Plan>({
    plan: name,
    action,
    revision: MEANT_ANYWAY.includes(action) ? null : revision,
    ...(reason === undefined || reason === '' ? {} : { reason }),
  })
  pushStore.setState({ acting: null })
  const isGood = checked(answer)
  if (!isGood) tell(`${DOING[action]} ${name}`, answer)
  // The answer says how the plan stands; after a refusal it may stand differently from what is on the page.
  await Promise.all([loadPlan(), loadPlans()])
  return isGood
}

/** While a plan is applied its revision rises with every step; whoever stops it does not mean one of them. */
const MEANT_ANYWAY: readonly PlanAction[] = ['pause', 'resume', 'halt']

const DOING: Readonly<Record<PlanAction, string>> = {
  propose: 'Proposing',
  withdraw: 'Withdrawing',
  approve: 'Approving',
  apply: 'Applying',
  pause: 'Pausing',
  resume: 'Resuming',
  halt: 'Halting',
  rollback: 'Rolling back',
  close: 'Closing',
}
