import { control } from './run-control.ts'
import { runStore, viewStore } from './stores.ts'
import { readViewState, type Selection, sameSpec, type ViewState, writeViewState } from './url-state.ts'

/** Continuous changes are written to the address at most this often; browsers refuse many writes in a row. */
const WRITE_EVERY_MS = 400

function present(): ViewState {
  const { pace, range, selection, colour, map, theme } = viewStore.getState()
  const { clock } = control
  return {
    spec: runStore.getState().spec,
    pace,
    timeUs: clock.follow === 'live' ? null : clock.timeUs,
    follow: clock.follow,
    range,
    selection,
    colour,
    map,
    theme,
  }
}

function address(): string {
  return `${location.pathname}${writeViewState(present())}`
}

let timer: ReturnType<typeof setTimeout> | undefined

function writeSoon(): void {
  timer ??= setTimeout(writeNow, WRITE_EVERY_MS)
}

function writeNow(): void {
  clearTimeout(timer)
  timer = undefined
  if (runStore.getState().status === 'idle') return
  const next = address()
  if (next !== `${location.pathname}${location.search}`) history.replaceState(null, '', next)
}

/** Selects and leaves the view before as a step of the history; null clears. */
export function select(selection: Selection | null): void {
  const before = viewStore.getState().selection
  if (before?.kind === selection?.kind && before?.name === selection?.name) return
  writeNow()
  viewStore.setState({ selection })
  history.pushState(null, '', address())
}

/** Runs what the run bar asks for; the view before is a step of the history. */
export function runDraft(): void {
  const { draft } = viewStore.getState()
  writeNow()
  viewStore.setState({ range: null, selection: null, map: null })
  const started = control.start(draft, { timeUs: null, follow: 'play' })
  history.pushState(null, '', address())
  void started
}

/** An address of the present view that can be shared. */
export function shareLink(): string {
  return `${location.origin}${address()}`
}

function applyLocation(isFirst: boolean): void {
  const view = readViewState(location.search)
  const { pace, range, selection, colour, map, theme } = view
  viewStore.setState({ pace, range, selection, colour, map, theme })
  if (isFirst || !sameSpec(view.spec, runStore.getState().spec)) {
    void control.start(view.spec, { timeUs: view.timeUs, follow: view.follow })
  } else if (view.timeUs !== null) {
    control.clock.seek(view.timeUs)
    control.clock.setFollow(view.follow)
  }
}

/** Opens what the address says and keeps the two in step from then on. */
export function startUrlSync(): void {
  applyLocation(true)
  void control.loadNames()
  addEventListener('popstate', () => applyLocation(false))
  addEventListener('pagehide', writeNow)
  viewStore.subscribe(writeSoon)
  control.clock.moved.subscribe(writeSoon)
  control.clock.changed.subscribe(writeSoon)
}
