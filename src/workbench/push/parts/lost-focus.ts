/** What had the keyboard's focus last, which may be gone from the page by now. */
let last: EventTarget | null = null

/** Notes what takes the focus, until the returned function is called. */
export function watchFocus(): () => void {
  const note = ({ target }: FocusEvent): void => {
    last = target
  }
  document.addEventListener('focusin', note)
  return () => document.removeEventListener('focusin', note)
}

/**
 * Gives the focus to a place where what had it is gone from the page, as a button whose action is done; else the
 * keyboard would begin at the top of the page and a screen reader would say nothing. Focus a person moved is let be.
 */
export function takeUpFocus(place: HTMLElement | null | undefined): void {
  if (place === null || place === undefined || document.activeElement !== document.body) return
  if (last instanceof Element && !last.isConnected) place.focus({ preventScroll: true })
}
