import { useStore } from 'zustand'
import { keepAddress } from '../../state/kept-address.ts'
import {
  FIRST_VIEW,
  isPlannerPath,
  type PlannerView,
  readPlannerAddress,
  writePlannerAddress,
} from './planner-address.ts'

/** What of the planner's screens is chosen by the user. */
export type PlannerViewStore = Omit<PlannerView, 'theme'>

const kept = keepAddress<PlannerViewStore>({
  first: FIRST_VIEW,
  isOwn: isPlannerPath,
  read: readPlannerAddress,
  write: writePlannerAddress,
})

export const plannerViewStore = kept.store
export const plannerAddress = kept.address
export const { turnTo, adjust } = kept
export const startPlannerAddress = kept.start

/** A part of what is chosen on the planner's screens; pick primitives or stable objects. */
export function usePlannerView<T>(pick: (view: PlannerViewStore) => T): T {
  return useStore(plannerViewStore, pick)
}
