import { navigate } from 'wouter/use-browser-location'
import type { Command } from '../shell/commands.ts'
import { runAddress } from '../state/url-sync.ts'
import { beginAction, haltNow, pauseOrResumePlan } from './plan/begin-action.ts'
import { showNext, stepBeside } from './plan/pick-step.ts'
import { refresh } from './state/push-control.ts'
import { openScreen, pushAddress, selectLive } from './state/push-view-store.ts'
import { signOut } from './state/session.ts'

/** What the keys and the palette offer on the Push screens. */
export const PUSH_COMMANDS: readonly Command[] = [
  {
    id: 'push.open',
    title: 'Go to Push: the live fleet',
    group: 'View',
    on: 'plan',
    keys: ['g'],
    run: () => navigate(pushAddress()),
  },
  {
    id: 'push.leave',
    title: 'Go to Plan: the run',
    group: 'View',
    on: 'push',
    keys: ['g'],
    run: () => navigate(runAddress()),
  },
  { id: 'push.fleet', title: 'The fleet now', group: 'Push', on: 'push', keys: ['1'], run: () => openScreen('fleet') },
  { id: 'push.make', title: 'Make a plan', group: 'Push', on: 'push', keys: ['2', 'n'], run: () => openScreen('make') },
  {
    id: 'push.audit',
    title: 'The audit trail',
    group: 'Push',
    on: 'push',
    keys: ['3'],
    run: () => openScreen('audit'),
  },
  {
    id: 'push.refresh',
    title: 'Take a snapshot now',
    group: 'Push',
    on: 'push',
    keys: ['s'],
    run: () => void refresh(),
  },
  {
    id: 'push.halt',
    title: 'Halt what is being applied, at once',
    group: 'Push',
    on: 'push',
    keys: ['h'],
    run: haltNow,
  },
  {
    id: 'push.pause',
    title: 'Pause or resume the plan',
    group: 'Push',
    on: 'push',
    keys: ['p'],
    run: pauseOrResumePlan,
  },
  {
    id: 'push.next-step',
    title: 'Next step of the plan',
    group: 'Push',
    on: 'push',
    keys: [']'],
    run: () => stepBeside(1),
  },
  {
    id: 'push.previous-step',
    title: 'Previous step of the plan',
    group: 'Push',
    on: 'push',
    keys: ['['],
    run: () => stepBeside(-1),
  },
  { id: 'push.show', title: 'Map: change, before, after, now', group: 'Map', on: 'push', keys: ['d'], run: showNext },
  ...(['propose', 'approve', 'apply', 'rollback', 'withdraw', 'close'] as const).map((action) => ({
    id: `push.${action}`,
    title: `${action === 'rollback' ? 'Roll back' : action[0].toUpperCase() + action.slice(1)} the plan on the page`,
    group: 'Push' as const,
    on: 'push' as const,
    keys: [],
    run: () => beginAction(action),
  })),
  {
    id: 'push.clear-selection',
    title: 'Clear the selection',
    group: 'View',
    on: 'push',
    keys: ['Escape'],
    run: () => selectLive(null),
  },
  { id: 'push.sign-out', title: 'Sign out', group: 'View', on: 'push', keys: [], run: () => signOut() },
]
