import { useStore } from 'zustand'
import { type CaseStore, caseStore } from './case/case-store.ts'
import { type ProveViewStore, proveViewStore } from './state/prove-view-store.ts'

/** A part of what is chosen on the Prove screens; pick primitives or stable objects. */
export function useProveView<T>(pick: (view: ProveViewStore) => T): T {
  return useStore(proveViewStore, pick)
}

/** A part of the case on the page. */
export function useCase<T>(pick: (store: CaseStore) => T): T {
  return useStore(caseStore, pick)
}
