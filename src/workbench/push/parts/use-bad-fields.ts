import { useCallback, useState } from 'react'

/** Told by a field, by its label, whether what stands in it can be taken. */
export type OnBad = (label: string, isBad: boolean) => void

/** Whether any field of a form holds what cannot be taken, and what its fields tell that with. */
export function useBadFields(): { readonly hasBad: boolean; readonly onBad: OnBad } {
  const [bad, setBad] = useState<ReadonlySet<string>>(new Set())
  const onBad = useCallback((label: string, isBad: boolean): void => {
    setBad((before) => {
      if (before.has(label) === isBad) return before
      const others = [...before].filter((other) => other !== label)
      return new Set(isBad ? [...others, label] : others)
    })
  }, [])
  return { hasBad: bad.size > 0, onBad }
}
