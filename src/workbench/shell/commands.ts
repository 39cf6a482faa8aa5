import { US_PER_SECOND } from '../../base/units.ts'
import { goToNextOpening } from '../plan/go-to-opening.ts'
import { mapHolder } from '../plan/map/map-holder.ts'
import { PLANNER_COMMANDS } from '../planner/planner-commands.ts'
import { isPlannerPath } from '../planner/state/planner-address.ts'
import { PROVE_COMMANDS } from '../prove/prove-commands.ts'
import { isProvePath } from '../prove/state/prove-address.ts'
import { PUSH_COMMANDS } from '../push/push-commands.ts'
import { isPushPath } from '../push/state/push-address.ts'
import { control } from '../state/run-control.ts'
import { runStore, viewStore } from '../state/stores.ts'
import { toggleTheme } from '../state/theme.ts'
import { focusGame, runDraft, shareLink, stepOut } from '../state/url-sync.ts'

/** What the page is for: replaying runs, futures and what to buy, putting a policy to the test, or a live fleet. */
export type Journey = 'plan' | 'planner' | 'prove' | 'push'

export const COMMAND_GROUPS = ['Run', 'Time', 'Prove', 'Push', 'Map', 'View'] as const
export type CommandGroup = (typeof COMMAND_GROUPS)[number]

/** Something the user can do. The id is stable: links, tests and habits rely on it. */
export interface Command {
  readonly id: string
  readonly title: string
  readonly group: CommandGroup
  /** The journey it belongs to; left out: all of them. */
  readonly on?: Journey
  /** As in KeyboardEvent.key; the first is shown. */
  readonly keys: readonly string[]
  readonly run: () => void
}

const { clock } = control

function step(direction: 1 | -1): void {
  const interval = runStore.getState().opened?.sampleIntervalUs ?? 60 * US_PER_SECOND
  clock.setFollow('still')
  clock.seek(clock.timeUs + direction * interval)
}

function pauseOrResume(): void {
  if (runStore.getState().status === 'paused') control.resume()
  else control.pause()
}

/** Play from here, or stand still. */
export function togglePlay(): void {
  clock.setFollow(clock.follow === 'still' ? 'play' : 'still')
}

function copy(text: string): void {
  void navigator.clipboard?.writeText(text)
}

export const COMMANDS: readonly Command[] = [
  { id: 'run.start', title: 'Run the chosen scenario', group: 'Run', on: 'plan', keys: ['r'], run: runDraft },
  { id: 'run.pause', title: 'Pause or resume the run', group: 'Run', on: 'plan', keys: ['p'], run: pauseOrResume },
  { id: 'run.cancel', title: 'Cancel the run', group: 'Run', on: 'plan', keys: ['x'], run: () => control.cancel() },
  {
    id: 'run.copy-digest',
    title: 'Copy the decision digest',
    group: 'Run',
    on: 'plan',
    keys: [],
    run: () => copy(runStore.getState().digest ?? ''),
  },
  {
    id: 'run.lose',
    title: 'Lose the host in the side pane, or what it stands in',
    group: 'Run',
    on: 'plan',
    keys: ['k'],
    run: () => document.querySelector<HTMLElement>('#lose')?.focus(),
  },
  { id: 'time.play', title: 'Play or stop', group: 'Time', on: 'plan', keys: [' '], run: togglePlay },
  {
    id: 'time.live',
    title: 'Follow the head of the run',
    group: 'Time',
    on: 'plan',
    keys: ['l'],
    run: () => clock.setFollow('live'),
  },
  {
    id: 'time.next-decision',
    title: 'Next decision',
    group: 'Time',
    on: 'plan',
    keys: [']'],
    run: () => void control.seekDecision(1),
  },
  {
    id: 'time.previous-decision',
    title: 'Previous decision',
    group: 'Time',
    on: 'plan',
    keys: ['['],
    run: () => void control.seekDecision(-1),
  },
  { id: 'time.step-forward', title: 'One sample forward', group: 'Time', on: 'plan', keys: ['.'], run: () => step(1) },
  { id: 'time.step-back', title: 'One sample back', group: 'Time', on: 'plan', keys: [','], run: () => step(-1) },
  {
    id: 'time.faster',
    title: 'Play faster',
    group: 'Time',
    on: 'plan',
    keys: ['>'],
    run: () => clock.setRate(clock.rateIndex + 1),
  },
  {
    id: 'time.slower',
    title: 'Play slower',
    group: 'Time',
    on: 'plan',
    keys: ['<'],
    run: () => clock.setRate(clock.rateIndex - 1),
  },
  {
    id: 'time.next-opening',
    title: 'Next game that opens: focus it, go there',
    group: 'Time',
    on: 'plan',
    keys: ['o'],
    run: goToNextOpening,
  },
  {
    id: 'time.show-all',
    title: 'Show the whole run in the curves',
    group: 'Time',
    on: 'plan',
    keys: ['z'],
    run: () => viewStore.setState({ range: null }),
  },
  { id: 'map.fit', title: 'Fit the whole fleet', group: 'Map', keys: ['f'], run: () => mapHolder.map?.showAll() },
  { id: 'map.zoom-in', title: 'Zoom in', group: 'Map', keys: ['+', '='], run: () => mapHolder.map?.zoomBy(1.4) },
  { id: 'map.zoom-out', title: 'Zoom out', group: 'Map', keys: ['-'], run: () => mapHolder.map?.zoomBy(1 / 1.4) },
  {
    id: 'map.find-selected',
    title: 'Zoom to the selection',
    group: 'Map',
    keys: ['e'],
    run: () => mapHolder.showSelected(),
  },
  {
    id: 'map.colour-game',
    title: 'Colour by game',
    group: 'Map',
    on: 'plan',
    keys: ['1'],
    run: () => viewStore.setState({ colour: 'game' }),
  },
  {
    id: 'map.colour-load',
    title: 'Colour by load',
    group: 'Map',
    on: 'plan',
    keys: ['2'],
    run: () => viewStore.setState({ colour: 'load' }),
  },
  {
    id: 'map.colour-age',
    title: 'Colour by age',
    group: 'Map',
    on: 'plan',
    keys: ['3'],
    run: () => viewStore.setState({ colour: 'age' }),
  },
  { id: 'view.all-games', title: 'Show all games', group: 'View', on: 'plan', keys: ['a'], run: () => focusGame(null) },
  {
    id: 'view.search',
    title: 'Find a pod, host or game',
    group: 'View',
    keys: ['/'],
    run: () => document.querySelector<HTMLInputElement>('#find')?.focus(),
  },
  {
    id: 'view.palette',
    title: 'Command palette',
    group: 'View',
    keys: ['Ctrl K'],
    run: () => viewStore.setState({ overlay: 'palette' }),
  },
  {
    id: 'view.keys',
    title: 'Keyboard shortcuts',
    group: 'View',
    keys: ['?'],
    run: () => viewStore.setState({ overlay: 'keys' }),
  },
  { id: 'view.theme', title: 'Switch between dark and light', group: 'View', keys: ['t'], run: toggleTheme },
  { id: 'view.copy-link', title: 'Copy a link to this view', group: 'View', keys: ['c'], run: () => copy(shareLink()) },
  {
    id: 'view.clear-selection',
    title: 'Clear the selection, then the focus',
    group: 'View',
    on: 'plan',
    keys: ['Escape'],
    run: stepOut,
  },
  ...PLANNER_COMMANDS,
  ...PROVE_COMMANDS,
  ...PUSH_COMMANDS,
]

/** The commands of the journey on the page. */
export function commandsHere(): readonly Command[] {
  const { pathname } = location
  const own: readonly [Journey, (path: string) => boolean][] = [
    ['push', isPushPath],
    ['prove', isProvePath],
    ['planner', isPlannerPath],
  ]
  const here = own.find(([, isOwn]) => isOwn(pathname))?.[0] ?? 'plan'
  return COMMANDS.filter(({ on }) => on === undefined || on === here)
}

/** Runs a command by its id; unknown ids are a fault of the program. */
export function runCommand(id: string): void {
  const command = COMMANDS.find((candidate) => candidate.id === id)
  if (command === undefined) throw new Error(`no command ${id}`)
  command.run()
}
