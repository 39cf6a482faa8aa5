/** What this browser lacks that the workbench cannot do without, null when nothing is missing. */
export function missingFeature(): string | null {
  if (typeof Worker === 'undefined') return 'web workers, in which the simulation runs'
  if (document.createElement('canvas').getContext('2d') === null) return 'a 2D canvas, on which the fleet is drawn'
  return null
}
