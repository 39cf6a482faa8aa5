import { navigate } from 'wouter/use-browser-location'
import type { Command } from '../shell/commands.ts'
import { runAddress } from '../state/url-sync.ts'
import { goToBreak, stepBy, togglePlay } from './case/case-store.ts'
import { differenceBeside } from './compare/focus-difference.ts'
import { proveAddress, proveViewStore, turnTo } from './state/prove-view-store.ts'

function isCase(): boolean {
  return proveViewStore.getState().screen === 'case'
}

/** What the keys and the palette offer on the Prove screens. */
export const PROVE_COMMANDS: readonly Command[] = [
  {
    id: 'prove.open',
    title: 'Go to Prove: counterexamples and comparisons',
    group: 'View',
    keys: ['v'],
    run: () => navigate(proveAddress()),
  },
  {
    id: 'prove.leave',
    title: 'Go to Plan: the run',
    group: 'View',
    on: 'prove',
    keys: ['g'],
    run: () => navigate(runAddress()),
  },
  {
    id: 'prove.start',
    title: 'All cases',
    group: 'Prove',
    on: 'prove',
    keys: ['1'],
    run: () => turnTo({ screen: 'start', name: null }),
  },
  {
    id: 'prove.compare',
    title: 'Compare two policies',
    group: 'Prove',
    on: 'prove',
    keys: ['2'],
    run: () => turnTo({ screen: 'compare', name: null }),
  },
  { id: 'prove.play', title: 'Play the case, or stop', group: 'Prove', on: 'prove', keys: [' '], run: togglePlay },
  {
    id: 'prove.next',
    title: 'Next step, or next difference',
    group: 'Prove',
    on: 'prove',
    keys: [']', '.'],
    run: () => move(1),
  },
  {
    id: 'prove.previous',
    title: 'Previous step, or previous difference',
    group: 'Prove',
    on: 'prove',
    keys: ['[', ','],
    run: () => move(-1),
  },
  {
    id: 'prove.break',
    title: 'Where the law breaks',
    group: 'Prove',
    on: 'prove',
    keys: ['b'],
    run: () => {
      if (isCase()) goToBreak()
    },
  },
]

function move(direction: 1 | -1): void {
  if (isCase()) stepBy(direction)
  else differenceBeside(direction)
}
