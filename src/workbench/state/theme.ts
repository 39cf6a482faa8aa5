import { packHex } from '../../chart/colour.ts'
import type { MapTheme } from '../../chart/fleet-picture.ts'
import { Signal } from './signal.ts'
import { viewStore } from './stores.ts'
import type { Theme } from './url-state.ts'

/** The theme in force has changed, by choice or by the system. */
export const themeChanged = new Signal()

const LIGHT = matchMedia('(prefers-color-scheme: light)')

/** The theme chosen, else the system's, else dark. */
export function themeInForce(): Theme {
  return viewStore.getState().theme ?? (LIGHT.matches ? 'light' : 'dark')
}

function apply(): void {
  const theme = themeInForce()
  if (document.documentElement.dataset['theme'] === theme) return
  document.documentElement.dataset['theme'] = theme
  themeChanged.emit()
}

/** Keeps the page's theme in step with the store and the system. */
export function startTheme(): void {
  apply()
  viewStore.subscribe(apply)
  LIGHT.addEventListener('change', apply)
}

export function toggleTheme(): void {
  viewStore.setState({ theme: themeInForce() === 'dark' ? 'light' : 'dark' })
}

/** Value of a design token, `--surface`. */
export function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim()
}

/** The map's colours from the design tokens. */
export function mapTheme(): MapTheme {
  return {
    background: packHex(token('--map-background')),
    free: packHex(token('--map-free')),
    reserved: packHex(token('--map-reserved')),
    reservedHatch: packHex(token('--map-reserved-hatch')),
    down: packHex(token('--map-down')),
    downHatch: packHex(token('--map-down-hatch')),
    ip: packHex(token('--map-ip')),
    text: token('--text'),
    textMuted: token('--text-muted'),
    line: token('--line'),
    danger: token('--danger'),
    selection: token('--map-selection'),
    backgroundText: token('--map-background'),
    caution: token('--warn'),
    font: token('--font'),
  }
}
