import { useSyncExternalStore } from 'react'
import { useStore } from 'zustand'
import { type CaseStore, caseStore } from './case/case-store.ts'
import { type CompareStore, compareStore } from './compare/compare-store.ts'
import { type Side, sidesChanged, sidesNow } from './compare/sides.ts'
import { type ProveViewStore, proveViewStore } from './state/prove-view-store.ts'

/** A part of what is chosen on the Prove screens; pick primitives or stable objects. */
export function useProveView<T>(pick: (view: ProveViewStore) => T): T {
  return useStore(proveViewStore, pick)
}

/** A part of the case on the page. */
export function useCase<T>(pick: (store: CaseStore) => T): T {
  return useStore(caseStore, pick)
}

/** A part of the comparison on the page. */
export function useCompare<T>(pick: (store: CompareStore) => T): T {
  return useStore(compareStore, pick)
}

/** A plain value of the two runs side by side. */
export function useSides<T extends string | number>(pick: (sides: readonly [Side, Side] | null) => T): T {
  return useSyncExternalStore(sidesChanged.subscribe, () => pick(sidesNow()))
}
