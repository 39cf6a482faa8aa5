import { Tabs } from '@base-ui/react/tabs'
import { useEffect, useRef } from 'react'
import type { FleetPlan } from '../../../model/fleet-plan.ts'
import { fleetPlanPath } from '../../../model/served-plans.ts'
import { formatCount } from '../../format.ts'
import FaultTable from '../../shell/fault-table.tsx'
import { FILE_PLAN, type PlanPart } from '../state/planner-address.ts'
import { turnTo, usePlannerView } from '../state/planner-view-store.ts'
import AssumptionsTab from './assumptions-tab.tsx'
import BuyTab from './buy-tab.tsx'
import CostTab from './cost-tab.tsx'
import { openPlan, openPlanFile, usePlanStore } from './plan-store.ts'
import { verdictOf } from './plan-words.ts'
import WhenTab from './when-tab.tsx'
import WitnessTab from './witness-tab.tsx'

/** What to buy or free, when and where, so that the goal holds; what that rests on. */
export default function BuyingScreen() {
  const name = usePlannerView((view) => view.plan)
  const plan = usePlanStore((store) => (store.name === name ? store.plan : null))
  const faults = usePlanStore((store) => store.faults)
  useEffect(() => {
    if (name !== null) void openPlan(name)
  }, [name])
  if (name === null) return <NoPlan />
  if (faults.length > 0) {
    return (
      <section className="notice" role="alert">
        <h2>This plan cannot be shown</h2>
        <FaultTable faults={faults} label="Faults" />
        <OpenPlan />
      </section>
    )
  }
  if (plan === null) {
    return (
      <section className="notice" aria-busy="true">
        <h2>Opening {name}</h2>
      </section>
    )
  }
  return <Opened plan={plan} name={name} />
}

/** The plan as one page for who signs it: in a window of its own, or as a file to send. */
function ReportLinks({ name }: { readonly name: string }) {
  const report = fleetPlanPath(name, 'report.html')
  return (
    <span className="report-links">
      <a className="button" href={report} target="_blank" rel="noreferrer">
        Open the report
      </a>
      <a className="button" href={report} download={`${name}.html`}>
        Download it
      </a>
    </span>
  )
}

function NoPlan() {
  const hasAny = usePlanStore((store) => store.served.length > 0)
  return (
    <section className="panel prove-card buying-start">
      <h2>Which hosts to buy, where and when?</h2>
      <p>
        <code>berth plan SCENARIO</code> searches the smallest fleet that keeps the scenario’s goal over many seeds, and
        writes it where this page finds it{hasAny ? ': those found are listed on the left.' : '.'}
      </p>
      <OpenPlan />
    </section>
  )
}

function OpenPlan() {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <button type="button" className="button" onClick={() => input.current?.click()}>
        Open a plan.json…
      </button>
      <input
        ref={input}
        type="file"
        accept=".json"
        hidden
        data-testid="plan-file"
        aria-label="A plan.json"
        onChange={(event) => {
          const file = event.target.files?.[0]
          if (file !== undefined) void openPlanFile(file)
          event.target.value = ''
        }}
      />
      <p className="faint">Or drop it anywhere on this page.</p>
    </>
  )
}

const TABS: readonly { readonly part: PlanPart; readonly title: string }[] = [
  { part: 'buy', title: 'Buying plan' },
  { part: 'when', title: 'What runs out when' },
  { part: 'cost', title: 'Cost per game' },
  { part: 'witness', title: 'Witnesses' },
  { part: 'assumptions', title: 'Assumptions' },
]

function Opened({ plan, name }: { readonly plan: FleetPlan; readonly name: string }) {
  const part = usePlannerView((view) => view.part)
  const { spec, status } = plan
  const [sign, verdict, look] = verdictOf(plan)
  return (
    <div className="buying">
      <section className="panel buying-head" aria-labelledby="plan-title">
        <h2 id="plan-title">{spec.title}</h2>
        <span className="figure faint">
          {spec.scenario} · {spec.size} · {spec.seeds} seeds · {formatCount(status.runs)} runs
        </span>
        <span className={look} data-testid="verdict">
          <span aria-hidden="true">{sign}</span> {verdict}
        </span>
        {name !== FILE_PLAN && <ReportLinks name={name} />}
      </section>
      <Tabs.Root
        className="panel buying-tabs"
        value={part}
        onValueChange={(next: PlanPart) => turnTo({ part: next })}
        render={<section aria-label="Parts of the plan" />}
      >
        <Tabs.List className="tab-list">
          {TABS.map(({ part: value, title }) => (
            <Tabs.Tab key={value} value={value} className="tab">
              {title}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={part} className="tab-panel buying-panel">
          {part === 'buy' && <BuyTab plan={plan} />}
          {part === 'when' && <WhenTab plan={plan} />}
          {part === 'cost' && <CostTab plan={plan} />}
          {part === 'witness' && <WitnessTab plan={plan} />}
          {part === 'assumptions' && <AssumptionsTab plan={plan} />}
        </Tabs.Panel>
      </Tabs.Root>
    </div>
  )
}
