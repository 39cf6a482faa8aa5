import { createStore } from 'zustand/vanilla'
import { viewStore } from '../../state/stores.ts'
import { FIRST_VIEW, isProvePath, type ProveView, readProveAddress, writeProveAddress } from './prove-address.ts'

/** What of the Prove screens is chosen by the user; the theme is kept in the view store with that of all screens. */
export type ProveViewStore = Omit<ProveView, 'theme'>

export const proveViewStore = createStore<ProveViewStore>(() => FIRST_VIEW)

/** Continuous changes are written to the address at most this often; browsers refuse many writes in a row. */
const WRITE_EVERY_MS = 400
let timer: ReturnType<typeof setTimeout> | undefined

/** The address of what is shown. */
export function proveAddress(): string {
  return writeProveAddress({ ...proveViewStore.getState(), theme: viewStore.getState().theme })
}

function writeNow(): void {
  clearTimeout(timer)
  timer = undefined
  const next = proveAddress()
  if (isProvePath(location.pathname) && next !== `${location.pathname}${location.search}`) {
    history.replaceState(null, '', next)
  }
}

/** Turns to something else and leaves the view before as a step of the history. */
export function turnTo(change: Partial<ProveViewStore>): void {
  writeNow()
  const before = proveAddress()
  proveViewStore.setState(change)
  if (isProvePath(location.pathname) && proveAddress() !== before) history.pushState(null, '', proveAddress())
}

/** Changes the view without a step of the history: steps, instants. */
export function adjust(change: Partial<ProveViewStore>): void {
  proveViewStore.setState(change)
  timer ??= setTimeout(writeNow, WRITE_EVERY_MS)
}

export function openCase(name: string): void {
  turnTo({ screen: 'case', name, step: null })
}

function applyAddress(): void {
  if (!isProvePath(location.pathname)) return
  const { theme, ...view } = readProveAddress(location.pathname, location.search)
  proveViewStore.setState(view)
  viewStore.setState({ theme })
}

/** Shows what the address says and keeps the two in step. Returns what ends it. */
export function startProveAddress(): () => void {
  applyAddress()
  addEventListener('popstate', applyAddress)
  addEventListener('pagehide', writeNow)
  const undo = viewStore.subscribe((now, before) => {
    if (now.theme !== before.theme) adjust({})
  })
  return () => {
    clearTimeout(timer)
    timer = undefined
    removeEventListener('popstate', applyAddress)
    removeEventListener('pagehide', writeNow)
    undo()
  }
}
