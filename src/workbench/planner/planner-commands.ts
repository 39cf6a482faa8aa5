import { navigate } from 'wouter/use-browser-location'
import type { Command } from '../shell/commands.ts'
import { runStore } from '../state/stores.ts'
import { runAddress } from '../state/url-sync.ts'
import { AS_IT_IS } from './state/planner-address.ts'
import { plannerAddress, plannerViewStore, turnTo } from './state/planner-view-store.ts'

/** Many seeds of the scenario that is replayed, as it is; of those that were left when nothing was. */
export function openFutures(): void {
  const { spec, status } = runStore.getState()
  const { futures } = plannerViewStore.getState()
  if (status !== 'idle') {
    const { scenario, size, profile } = spec
    plannerViewStore.setState({
      screen: 'futures',
      futures: { scenario, size, profile, seeds: futures.seeds },
      whatIf: AS_IT_IS,
    })
  }
  navigate(plannerAddress())
}

/** What the keys and the palette offer about futures and plans. */
export const PLANNER_COMMANDS: readonly Command[] = [
  {
    id: 'planner.futures',
    title: 'Futures of this scenario, in bands',
    group: 'Run',
    on: 'plan',
    keys: ['u'],
    run: openFutures,
  },
  {
    id: 'planner.leave',
    title: 'Go to the run that is replayed',
    group: 'View',
    on: 'planner',
    keys: ['g'],
    run: () => navigate(runAddress()),
  },
  {
    id: 'planner.screen-futures',
    title: 'Futures and what-if',
    group: 'View',
    on: 'planner',
    keys: ['1'],
    run: () => turnTo({ screen: 'futures' }),
  },
  {
    id: 'planner.screen-buying',
    title: 'Buying plan',
    group: 'View',
    on: 'planner',
    keys: ['2'],
    run: () => turnTo({ screen: 'buying' }),
  },
]
