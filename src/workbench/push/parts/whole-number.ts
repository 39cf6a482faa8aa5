/** The whole number that a text is, blanks around it aside; null where it is none or lies beyond the bounds. */
export function wholeNumber(text: string, min: number, max: number): number | null {
  const digits = text.trim()
  const value = Number(digits)
  return /^\d{1,9}$/.test(digits) && value >= min && value <= max ? value : null
}
