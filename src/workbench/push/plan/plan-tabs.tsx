import { Tabs } from '@base-ui/react/tabs'
import type { Plan } from '../../../model/plan.ts'
import { PLAN_TABS, type PlanTab } from '../state/push-address.ts'
import { adjust } from '../state/push-view-store.ts'
import { usePushView } from '../use-push.ts'
import HistoryTab from './history-tab.tsx'
import ProgressTab from './progress-tab.tsx'
import RefusedTab from './refused-tab.tsx'
import StepsTable from './steps-table.tsx'

const TITLES: Readonly<Record<PlanTab, string>> = {
  changes: 'Changes',
  progress: 'Progress',
  refused: 'Refused',
  history: 'History and audit',
}

/** The plan in words: its steps, how far it is, what did not fit, and who did what. */
export default function PlanTabs({ plan }: { readonly plan: Plan }) {
  const tab = usePushView((view) => view.tab)
  const counts: Readonly<Record<PlanTab, number | null>> = {
    changes: plan.spec.steps.length,
    progress: null,
    refused: plan.spec.refusals.length,
    history: null,
  }
  return (
    <Tabs.Root className="panel plan-tabs" value={tab} onValueChange={(next: PlanTab) => adjust({ tab: next })}>
      <Tabs.List className="tab-list" aria-label="The plan in words">
        {PLAN_TABS.map((name) => (
          <Tabs.Tab key={name} value={name} className="tab">
            {TITLES[name]} {counts[name] !== null && <span className="count">{counts[name]}</span>}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value="changes" className="tab-panel">
        <StepsTable plan={plan} />
      </Tabs.Panel>
      <Tabs.Panel value="progress" className="tab-panel">
        <ProgressTab plan={plan} />
      </Tabs.Panel>
      <Tabs.Panel value="refused" className="tab-panel">
        <RefusedTab plan={plan} />
      </Tabs.Panel>
      <Tabs.Panel value="history" className="tab-panel">
        <HistoryTab plan={plan} />
      </Tabs.Panel>
    </Tabs.Root>
  )
}
