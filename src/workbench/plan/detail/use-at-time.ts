import { useEffect, useState } from 'react'
import { control } from '../../state/run-control.ts'

/** While time moves the pane is asked for anew at most this often. */
const REFRESH_MS = 120

/** What `ask` answers for the instant shown, kept up as time moves; undefined until the first answer. */
export function useAtTime<T>(ask: (timeUs: number) => Promise<T>, key: string): T | undefined {
  const [answer, setAnswer] = useState<{ key: string; value: T }>()
  // biome-ignore lint/correctness/useExhaustiveDependencies: ask is made anew each render; key says when it differs
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let isAsked = false
    let isStale = false
    let isOver = false
    const refresh = async (): Promise<void> => {
      timer = undefined
      if (isAsked) {
        isStale = true
        return
      }
      isAsked = true
      const value = await ask(control.clock.timeUs)
      isAsked = false
      if (isOver) return
      setAnswer({ key, value })
      if (isStale) {
        isStale = false
        soon()
      }
    }
    const soon = (): void => {
      timer ??= setTimeout(() => void refresh(), REFRESH_MS)
    }
    void refresh()
    const undo = [control.recording.frameChanged.subscribe(soon), control.recording.opened.subscribe(soon)]
    return () => {
      isOver = true
      clearTimeout(timer)
      for (const stop of undo) stop()
    }
  }, [key])
  return answer?.key === key ? answer.value : undefined
}
