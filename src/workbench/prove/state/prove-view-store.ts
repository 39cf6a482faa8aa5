import { keepAddress } from '../../state/kept-address.ts'
import { FIRST_VIEW, isProvePath, type ProveView, readProveAddress, writeProveAddress } from './prove-address.ts'

/** What of the Prove screens is chosen by the user. */
export type ProveViewStore = Omit<ProveView, 'theme'>

const kept = keepAddress<ProveViewStore>({
  first: FIRST_VIEW,
  isOwn: isProvePath,
  read: readProveAddress,
  write: writeProveAddress,
})

export const proveViewStore = kept.store
export const proveAddress = kept.address
export const { turnTo, adjust } = kept
export const startProveAddress = kept.start

export function openCase(name: string): void {
  turnTo({ screen: 'case', name, step: null })
}
