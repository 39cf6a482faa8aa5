import { createStore, type StoreApi } from 'zustand/vanilla'
import { viewStore } from './stores.ts'
import type { Theme } from './url-state.ts'

/** Continuous changes are written to the address at most this often; browsers refuse many writes in a row. */
export const WRITE_EVERY_MS = 400

interface Themed {
  /** Null follows the system. */
  readonly theme: Theme | null
}

/** How a journey's view and its address say each other. View: all that a link carries but the theme. */
export interface AddressWords<View> {
  readonly first: View
  /** Whether a path is one of the journey's. */
  isOwn(path: string): boolean
  read(path: string, search: string): View & Themed
  write(view: View & Themed): string
}

/** The view of a journey, kept in step with the address. */
export interface KeptAddress<View> {
  /** What is chosen by the user; the theme is kept in the view store with that of all screens. */
  readonly store: StoreApi<View>
  /** The address of what is shown. */
  address(): string
  /** Turns to something else and leaves the view before as a step of the history. */
  turnTo(change: Partial<View>): void
  /** Changes the view without a step of the history. */
  adjust(change: Partial<View>): void
  /** Shows what the address says and keeps the two in step. Returns what ends it. */
  start(): () => void
}

/** Keeps a journey's view in its address, and nothing on the addresses of others. */
export function keepAddress<View>({ first, isOwn, read, write }: AddressWords<View>): KeptAddress<View> {
  const store = createStore<View>(() => first)
  let timer: ReturnType<typeof setTimeout> | undefined
  const address = (): string => write({ ...store.getState(), theme: viewStore.getState().theme })
  const stopWaiting = (): void => {
    clearTimeout(timer)
    timer = undefined
  }
  const writeNow = (): void => {
    stopWaiting()
    const next = address()
    if (isOwn(location.pathname) && next !== `${location.pathname}${location.search}`) {
      history.replaceState(null, '', next)
    }
  }
  const writeSoon = (): void => {
    timer ??= setTimeout(writeNow, WRITE_EVERY_MS)
  }
  const apply = (): void => {
    if (!isOwn(location.pathname)) return
    const view = read(location.pathname, location.search)
    store.setState(view)
    viewStore.setState({ theme: view.theme })
  }
  return {
    store,
    address,
    turnTo(change) {
      writeNow()
      const before = address()
      store.setState(change)
      if (isOwn(location.pathname) && address() !== before) history.pushState(null, '', address())
    },
    adjust(change) {
      store.setState(change)
      writeSoon()
    },
    start() {
      apply()
      addEventListener('popstate', apply)
      addEventListener('pagehide', writeNow)
      const undo = viewStore.subscribe((now, before) => {
        if (now.theme !== before.theme) writeSoon()
      })
      return () => {
        stopWaiting()
        removeEventListener('popstate', apply)
        removeEventListener('pagehide', writeNow)
        undo()
      }
    },
  }
}
