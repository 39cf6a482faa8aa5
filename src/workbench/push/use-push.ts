import { useStore } from 'zustand'
import { type PushStore, pushStore, type SessionStore, sessionStore } from './state/push-store.ts'
import { type PushViewStore, pushViewStore } from './state/push-view-store.ts'

/** A part of what the server said; pick primitives or stable objects. */
export function usePush<T>(pick: (push: PushStore) => T): T {
  return useStore(pushStore, pick)
}

/** A part of what the user chose. */
export function usePushView<T>(pick: (view: PushViewStore) => T): T {
  return useStore(pushViewStore, pick)
}

/** Who is signed in. */
export function useSession<T>(pick: (session: SessionStore) => T): T {
  return useStore(sessionStore, pick)
}
