import type { PodSize } from '../../model/size.ts'
import { byName, type Pod } from './pod.ts'

/** A size that is asked for and why. */
export interface Resize {
  readonly size: PodSize
  readonly cause: string
}

/** Those that take no more of anything come first, as in a round of the engine; each by name. */
export function inOrder(resizes: ReadonlyMap<Pod, Resize>): readonly (Resize & { readonly pod: Pod })[] {
  const asked = [...resizes].map(([pod, resize]) => ({ pod, ...resize })).sort((a, b) => byName(a.pod, b.pod))
  const grows = ({ pod, size }: (typeof asked)[number]): boolean => {
    const { cpus, cpuMilli, memoryMib } = pod.size
    return size.cpus > cpus || size.cpuMilli > cpuMilli || size.memoryMib > memoryMib
  }
  return [...asked.filter((resize) => !grows(resize)), ...asked.filter(grows)]
}
