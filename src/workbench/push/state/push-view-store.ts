import { createStore } from 'zustand/vanilla'
import { viewStore } from '../../state/stores.ts'
import type { Selection } from '../../state/url-state.ts'
import { FIRST_VIEW, isPushPath, type PushView, readPushAddress, writePushAddress } from './push-address.ts'

/** What of the Push screens is chosen by the user; the theme is kept in the view store with that of all screens. */
export type PushViewStore = Omit<PushView, 'theme'>

export const pushViewStore = createStore<PushViewStore>(() => FIRST_VIEW)

/** Continuous changes are written to the address at most this often; browsers refuse many writes in a row. */
const WRITE_EVERY_MS = 400
let timer: ReturnType<typeof setTimeout> | undefined

/** The address of what is shown. */
export function pushAddress(): string {
  return writePushAddress({ ...pushViewStore.getState(), theme: viewStore.getState().theme })
}

function writeNow(): void {
  clearTimeout(timer)
  timer = undefined
  const next = pushAddress()
  if (isPushPath(location.pathname) && next !== `${location.pathname}${location.search}`) {
    history.replaceState(null, '', next)
  }
}

function writeSoon(): void {
  timer ??= setTimeout(writeNow, WRITE_EVERY_MS)
}

/** Turns to something else and leaves the view before as a step of the history. */
export function turnTo(change: Partial<PushViewStore>): void {
  writeNow()
  const before = pushAddress()
  pushViewStore.setState(change)
  if (isPushPath(location.pathname) && pushAddress() !== before) history.pushState(null, '', pushAddress())
}

/** Changes the view without a step of the history: tabs, steps, what the map shows. */
export function adjust(change: Partial<PushViewStore>): void {
  pushViewStore.setState(change)
  writeSoon()
}

/** Opens a plan where its state is of most use: in progress while it is applied, else its changes. */
export function openPlan(plan: string, tab: PushView['tab'] = 'changes'): void {
  turnTo({ screen: 'plan', plan, tab, step: null, show: 'change', selection: null })
}

export function openScreen(screen: 'fleet' | 'make' | 'audit'): void {
  turnTo({ screen, plan: null, step: null })
}

/** Selects a pod or a host; null clears. */
export function selectLive(selection: Selection | null): void {
  const before = pushViewStore.getState().selection
  if (before?.kind !== selection?.kind || before?.name !== selection?.name) turnTo({ selection })
}

function applyAddress(): void {
  if (!isPushPath(location.pathname)) return
  const { theme, ...view } = readPushAddress(location.pathname, location.search)
  pushViewStore.setState(view)
  viewStore.setState({ theme })
}

/** Shows what the address says and keeps the two in step. Returns what ends it. */
export function startPushAddress(): () => void {
  applyAddress()
  addEventListener('popstate', applyAddress)
  addEventListener('pagehide', writeNow)
  const undo = viewStore.subscribe((now, before) => {
    if (now.theme !== before.theme) writeSoon()
  })
  return () => {
    clearTimeout(timer)
    timer = undefined
    removeEventListener('popstate', applyAddress)
    removeEventListener('pagehide', writeNow)
    undo()
  }
}
