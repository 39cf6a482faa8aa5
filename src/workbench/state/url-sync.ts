import type { Setting } from '../../model/setting.ts'
import { WRITE_EVERY_MS } from './kept-address.ts'
import { control } from './run-control.ts'
import { runStore, type ViewStore, viewStore } from './stores.ts'
import { type Named, readViewState, type Selection, sameSpec, type ViewState, writeViewState } from './url-state.ts'

/** Where runs are shown. */
const RUN_PATH = '/'

function present(): ViewState {
  const { pace, range, selection, focus, colour, map, theme } = viewStore.getState()
  const { clock, opening } = control
  return {
    spec: runStore.getState().spec,
    pace,
    timeUs: opening !== null ? opening.timeUs : clock.follow === 'live' ? null : clock.timeUs,
    follow: (opening ?? clock).follow,
    range,
    selection,
    focus,
    colour,
    map,
    theme,
  }
}

/** Whether the page shows a run; other journeys have addresses of their own, which are left alone. */
function isHere(): boolean {
  return location.pathname === RUN_PATH
}

function address(): string {
  return `${RUN_PATH}${writeViewState(present())}`
}

/** Where the run was left, for links back to it. */
export function runAddress(): string {
  return runStore.getState().status === 'idle' ? RUN_PATH : address()
}

let timer: ReturnType<typeof setTimeout> | undefined

function writeSoon(): void {
  timer ??= setTimeout(writeNow, WRITE_EVERY_MS)
}

function writeNow(): void {
  clearTimeout(timer)
  timer = undefined
  if (!isHere()) return
  if (runStore.getState().status === 'idle') return
  const next = address()
  if (next !== `${location.pathname}${location.search}`) history.replaceState(null, '', next)
}

/** Turns to something else and leaves the view before as a step of the history. */
function turnTo(change: Partial<Pick<ViewStore, 'selection' | 'focus'>>): void {
  writeNow()
  viewStore.setState(change)
  history.pushState(null, '', address())
}

/** Selects a pod or a host, whatever game is in focus; null clears. */
export function select(selection: Selection | null): void {
  const before = viewStore.getState().selection
  if (before?.kind === selection?.kind && before?.name === selection?.name) return
  turnTo({ selection })
}

/** Turns the whole view to one game, or back to all of them. */
export function focusGame(name: string | null): void {
  const { focus, selection } = viewStore.getState()
  if (name === null && focus !== null) turnTo({ focus: null })
  else if (name !== null && (focus !== name || selection !== null)) turnTo({ focus: name, selection: null })
}

/** Selects a pod or host, or turns to a game. */
export function goTo(named: Named): void {
  if (named.kind === 'game') focusGame(named.name)
  else select(named)
}

/** One step back out: clears the selection, and without one the focus. */
export function stepOut(): void {
  if (viewStore.getState().selection !== null) select(null)
  else focusGame(null)
}

/** Runs what the run bar asks for; the view before is a step of the history. */
export function runDraft(): void {
  const { draft, focus } = viewStore.getState()
  const isSameStory = draft.scenario === runStore.getState().spec.scenario
  writeNow()
  viewStore.setState({ range: null, selection: null, map: null, focus: isSameStory ? focus : null })
  const started = control.start(draft, { timeUs: null, follow: 'play' })
  history.pushState(null, '', address())
  void started
}

/** Runs the same again with other settings, and stands where the view stands; that is a step of the history too. */
export function runAgain(settings: readonly Setting[]): void {
  const { settings: _, ...rest } = runStore.getState().spec
  writeNow()
  const { timeUs } = control.clock
  void control.start(settings.length === 0 ? rest : { ...rest, settings }, { timeUs, follow: 'still' })
  history.pushState(null, '', address())
}

/** An address of the present view that can be shared. */
export function shareLink(): string {
  return isHere() ? `${location.origin}${address()}` : location.href
}

function applyLocation(isFirst: boolean): void {
  if (!isHere()) return
  const view = readViewState(location.search)
  const { pace, range, selection, focus, colour, map, theme } = view
  viewStore.setState({ pace, range, selection, focus, colour, map, theme })
  if (isFirst || !sameSpec(view.spec, runStore.getState().spec)) {
    void control.start(view.spec, { timeUs: view.timeUs, follow: view.follow })
  } else if (view.timeUs !== null) {
    control.clock.seek(view.timeUs)
    control.clock.setFollow(view.follow)
  }
}

/** A link in the page leads to a run, of which the browser tells nobody. Such links say nothing of the theme. */
function followLink(): void {
  if (sameSpec(readViewState(location.search).spec, runStore.getState().spec)) return
  const { theme } = viewStore.getState()
  applyLocation(false)
  viewStore.setState({ theme })
}

let isStarted = false

/**
 * Opens what the address says and keeps the two in step from then on; asked again, it opens what a link in the page led
 * to, and leaves the run alone where that is the one shown.
 */
export function startUrlSync(): void {
  if (isStarted) return followLink()
  isStarted = true
  applyLocation(true)
  void control.loadNames()
  addEventListener('popstate', () => applyLocation(false))
  addEventListener('pagehide', writeNow)
  viewStore.subscribe(writeSoon)
  control.clock.moved.subscribe(writeSoon)
  control.clock.changed.subscribe(writeSoon)
}
