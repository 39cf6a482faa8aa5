import { useEffect, useSyncExternalStore } from 'react'
import { useStore } from 'zustand'
import type { OwnProfile } from '../worker/protocol.ts'
import type { Clock } from './state/clock.ts'
import { control } from './state/run-control.ts'
import { type RunStore, runStore, type ViewStore, viewStore } from './state/stores.ts'

/** A part of the run store; pick primitives or stable objects. */
export function useRun<T>(pick: (run: RunStore) => T): T {
  return useStore(runStore, pick)
}

/** A part of the view store. */
export function useView<T>(pick: (view: ViewStore) => T): T {
  return useStore(viewStore, pick)
}

const NONE: readonly OwnProfile[] = []

/** The profiles that a scenario has itself; none until they were read. */
export function useOwnProfiles(scenario: string): readonly OwnProfile[] {
  useEffect(() => void control.loadProfiles(scenario), [scenario])
  return useRun((run) => run.ownProfiles[scenario]) ?? NONE
}

/** The game in focus as far as the run shown has it, null for all games. */
export function useGameInFocus(): { readonly name: string; readonly number: number } | null {
  const name = useView((view) => view.focus)
  const games = useRun((run) => run.opened?.games)
  const number = games?.findIndex((game) => game.name === name) ?? -1
  return name === null || number < 0 ? null : { name, number }
}

/** A property of the clock that changes seldom (follow, rate, duration); not the time itself. */
export function useClock<T extends string | number | boolean>(pick: (clock: Clock) => T): T {
  return useSyncExternalStore(control.clock.changed.subscribe, () => pick(control.clock))
}
