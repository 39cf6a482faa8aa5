import { onDrop } from '../../on-drop.ts'
import { pushViewStore } from '../state/push-view-store.ts'
import { takeFile } from './draft-store.ts'

/** Takes a request that is dropped where plans are made; elsewhere nothing comes of it. Returns what ends that. */
export function watchDrops(): () => void {
  return onDrop(({ files }) => {
    const [file] = files
    if (file !== undefined && pushViewStore.getState().screen === 'make') void takeFile(file)
  })
}
