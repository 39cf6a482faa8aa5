import { type RefObject, useEffect, useRef } from 'react'

/**
 * Keeps the row in hand (aria-current) of a list in sight as another one comes to be it, until a person scrolls it out
 * of sight, and again once it is scrolled back. mark: changes with the row.
 */
export function useKeptInSight(list: RefObject<HTMLElement | null>, mark: unknown): void {
  const isFollowed = useRef(true)
  useEffect(() => {
    const scroller = list.current?.closest('.tab-panel')
    if (scroller === null || scroller === undefined) return
    const note = (): void => {
      const row = currentOf(list.current)
      if (row !== null) isFollowed.current = isInSight(row.getBoundingClientRect(), scroller.getBoundingClientRect())
    }
    scroller.addEventListener('scroll', note, { passive: true })
    return () => scroller.removeEventListener('scroll', note)
  }, [list])
  // biome-ignore lint/correctness/useExhaustiveDependencies: follows the mark
  useEffect(() => {
    if (isFollowed.current) currentOf(list.current)?.scrollIntoView({ block: 'nearest' })
  }, [mark])
}

function currentOf(list: HTMLElement | null): Element | null {
  return list?.querySelector('[aria-current]') ?? null
}

function isInSight(row: DOMRect, box: DOMRect): boolean {
  return row.bottom > box.top && row.top < box.bottom
}
