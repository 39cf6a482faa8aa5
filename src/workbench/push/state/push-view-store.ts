import { keepAddress } from '../../state/kept-address.ts'
import type { Selection } from '../../state/url-state.ts'
import { FIRST_VIEW, isPushPath, type PushView, readPushAddress, writePushAddress } from './push-address.ts'

/** What of the Push screens is chosen by the user. */
export type PushViewStore = Omit<PushView, 'theme'>

const kept = keepAddress<PushViewStore>({
  first: FIRST_VIEW,
  isOwn: isPushPath,
  read: readPushAddress,
  write: writePushAddress,
})

export const pushViewStore = kept.store
export const pushAddress = kept.address
export const { turnTo, adjust } = kept
export const startPushAddress = kept.start

/** Opens a plan where its state is of most use: in progress while it is applied, else its changes. */
export function openPlan(plan: string, tab: PushView['tab'] = 'changes'): void {
  // The part of the map looked at before may show nothing of another plan; without one its hosts are framed.
  const before = pushViewStore.getState()
  turnTo({
    screen: 'plan',
    plan,
    tab,
    step: null,
    show: 'change',
    selection: null,
    map: before.plan === plan ? before.map : null,
  })
}

export function openScreen(screen: 'fleet' | 'make' | 'audit'): void {
  turnTo({ screen, plan: null, step: null })
}

/** Selects a pod or a host; null clears. */
export function selectLive(selection: Selection | null): void {
  const before = pushViewStore.getState().selection
  if (before?.kind !== selection?.kind || before?.name !== selection?.name) turnTo({ selection })
}
