import { KernelError } from '../kernel/kernel.ts'
import { writeField } from './groups.ts'
import { bytesText, type HostContext } from './host-context.ts'
import type { UndoList } from './undo-list.ts'

const POLL_MS = 100

/**
 * Sets memory.high and memory.max to the same amount without a kill by the kernel. More: first max, then high. Less:
 * first high, which throttles and reclaims but never kills, then max once memory.current is below; when it stays above
 * for `memoryStallMs` the step fails, and what was there comes back.
 */
export async function applyMemory(context: HostContext, undo: UndoList, pod: string, memoryMib: number): Promise<void> {
  const { kernel } = context
  const group = context.groups.pod(pod)
  const [high, max] = [`${group}/memory.high`, `${group}/memory.max`]
  const bytes = bytesText(memoryMib)
  const max0 = await kernel.read(max)
  const isLess = max0 === null || max0 === 'max' || Number(max0) > Number(bytes)
  if (!isLess) {
    await writeField(kernel, undo, max, bytes)
    await writeField(kernel, undo, high, bytes)
    return
  }
  await writeField(kernel, undo, high, bytes)
  if (max0 === bytes) return
  await undo.step(`wait for memory.current <= ${bytes}`, () => waitBelow(context, group, Number(bytes)), null)
  await writeField(kernel, undo, max, bytes)
}

async function waitBelow(context: HostContext, group: string, bytes: number): Promise<void> {
  const { kernel, settings } = context
  const until = kernel.nowMs() + settings.memoryStallMs
  for (;;) {
    const current = Number((await kernel.read(`${group}/memory.current`)) ?? 0)
    if (current <= bytes) return
    if (kernel.nowMs() >= until) {
      const used = Math.ceil(current / (1024 * 1024))
      throw new KernelError('shrink memory', `${used} MiB stay in use after ${settings.memoryStallMs} ms`)
    }
    await kernel.sleep(POLL_MS)
  }
}
