import { useEffect, useMemo } from 'react'
import FaultTable from '../../shell/fault-table.tsx'
import { plannerViewStore, usePlannerView } from '../state/planner-view-store.ts'
import BandCharts from './band-charts.tsx'
import { estimated, isLeast } from './estimate.ts'
import FigureBands from './figure-bands.tsx'
import FuturesBar from './futures-bar.tsx'
import { endFutures, futuresStore, isAsItIs, startFutures, turnFutures, useFutures } from './futures-store.ts'
import RunOutTable from './run-out-table.tsx'
import WhatIfStrip from './what-if-strip.tsx'

/** The slider stands still for so long before its futures are run. */
const SETTLE_MS = 350

/** Many seeds of a scenario: what is asked for in bands, what runs out when, what other hosts or launches change. */
export default function FuturesScreen() {
  const spec = usePlannerView((view) => view.futures)
  const whatIf = usePlannerView((view) => view.whatIf)
  const key = JSON.stringify(spec)
  useEffect(() => {
    const { futures, whatIf: asked } = plannerViewStore.getState()
    if (key !== JSON.stringify(futuresStore.getState().spec)) void startFutures(futures, asked)
  }, [key])
  useEffect(() => endFutures, [])
  useTurned()
  const status = useFutures((store) => store.status)
  const faults = useFutures((store) => store.faults)
  const error = useFutures((store) => store.error)
  const base = useFutures((store) => store.base)
  const turned = useFutures((store) => store.turned)
  const ran = useFutures((store) => store.whatIf)
  const outline = useFutures((store) => store.outline)
  const isRun = isAsItIs(whatIf) || (JSON.stringify(ran) === JSON.stringify(whatIf) && turned.length > 0)
  const shown = useMemo(() => {
    if (isAsItIs(whatIf)) return base
    return isRun || outline === null ? turned : base.map((future) => estimated(future, whatIf, outline))
  }, [base, turned, whatIf, isRun, outline])
  const isAtLeast = useMemo(() => !isRun && isLeast(base), [base, isRun])
  if (status === 'faults') {
    return (
      <div className="futures">
        <FuturesBar />
        <section className="notice" role="alert">
          <h2>These futures cannot be run</h2>
          <FaultTable faults={faults} label="Faults" />
        </section>
      </div>
    )
  }
  return (
    <div className="futures">
      <FuturesBar />
      <WhatIfStrip isEstimate={!isRun} count={shown.length} />
      {status === 'failed' && (
        <p className="callout danger" role="alert">
          The futures stopped on a fault of the program: {error}
        </p>
      )}
      <BandCharts futures={shown} isEstimate={!isRun} />
      <div className="futures-side">
        <RunOutTable futures={shown} isEstimate={!isRun} isAtLeast={isAtLeast} />
        <FigureBands />
      </div>
    </div>
  )
}

/** Runs what the sliders say once they stand still and the scenario as it is has been run. */
function useTurned(): void {
  const { hosts, launch } = usePlannerView((view) => view.whatIf)
  const isBaseRun = useFutures(({ spec, base }) => spec !== null && base.length >= spec.seeds)
  useEffect(() => {
    if (!isBaseRun) return
    const timer = setTimeout(() => {
      const { whatIf } = futuresStore.getState()
      if (whatIf.hosts !== hosts || whatIf.launch !== launch) void turnFutures({ hosts, launch })
    }, SETTLE_MS)
    return () => clearTimeout(timer)
  }, [hosts, launch, isBaseRun])
}
