/** A key as it is printed on keyboards. */
export function keyName(key: string): string {
  if (key === ' ') return 'space'
  return key === 'Escape' ? 'Esc' : key
}
