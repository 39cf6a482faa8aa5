/** Where lists and tips are put; asked for when one opens, as it is part of the page's header. */
export function popups(): HTMLElement | null {
  return document.getElementById('popups')
}
