import { formatCpuList } from '../../../base/cpu-list.ts'
import type { Host } from '../../../model/fleet.ts'
import type { HoldingView, PodView } from '../../../worker/protocol.ts'
import { formatCpus, formatMib, formatRate, formatSpan } from '../../format.ts'
import { control } from '../../state/run-control.ts'
import { useRun } from '../../use-store.ts'
import Facts, { type Fact } from './facts.tsx'
import HistoryList from './history-list.tsx'
import { SelectLink } from './links.tsx'
import SizeChart from './size-chart.tsx'
import { useAtTime } from './use-at-time.ts'

interface PodAnswer {
  readonly timeUs: number
  readonly view: PodView | null
}

/** A pod: where it is, what it holds, how its size went and what happened to it. */
export default function PodPane({ name }: { readonly name: string }) {
  const answer = useAtTime<PodAnswer>(async (timeUs) => {
    const pod = control.recording.podNumber(name)
    return { timeUs, view: pod < 0 ? null : await control.pod(pod, timeUs) }
  }, name)
  if (answer === undefined) return <p className="faint">Reading…</p>
  const { view, timeUs } = answer
  if (view === null) return <NotSeen />
  const { holding } = view
  return (
    <>
      <Facts facts={identity(view)} />
      {holding === null ? (
        <p className="callout">
          <span aria-hidden="true">○</span> Holds nothing at this instant. Its story is below.
        </p>
      ) : (
        <>
          <h3>Where</h3>
          <Facts facts={whereabouts(holding, view, timeUs)} />
          <h3>Holds</h3>
          <Facts facts={holdings(holding, view)} />
        </>
      )}
      <h3>Size over the run</h3>
      <SizeChart history={view.history} timeUs={timeUs} />
      <h3>What happened</h3>
      <HistoryList history={view.history} timeUs={timeUs} pod={view.name} />
    </>
  )
}

/** A pod that no line of the log so far is about. */
function NotSeen() {
  const isDone = useRun((run) => run.status === 'done')
  const text = isDone
    ? 'This run has no pod of that name. Names of pods are found with /.'
    : 'Not seen so far in this run. It appears here once it is asked for.'
  return <p className="faint">{text}</p>
}

function identity(view: PodView): Fact[] {
  return [
    { label: 'Game', value: <SelectLink kind="game" name={view.game} /> },
    { label: 'Zone', value: view.zone },
    { label: 'Component', value: view.component },
  ]
}

function whereabouts(holding: HoldingView, view: PodView, timeUs: number): Fact[] {
  const host = hostOf(holding)
  if (host === undefined) return []
  return [
    { label: 'Host', value: <SelectLink kind="host" name={host.name} /> },
    { label: 'Region, IDC', value: `${host.region} / ${host.idc}` },
    { label: 'Module, rack', value: `${host.module} / ${host.rack}` },
    { label: 'Placed', value: view.placedAtUs === null ? '–' : `${formatSpan(timeUs - view.placedAtUs)} ago` },
  ]
}

function holdings(holding: HoldingView, view: PodView): Fact[] {
  const facts: Fact[] = [
    { label: 'Cpus, which', value: cpusOf(holding), isCode: true },
    { label: 'NumaNodes', value: cpusByNuma(holding) },
    { label: 'Memory', value: memoryByNuma(holding) },
    { label: 'Load', value: view.loadPercent === null ? 'not read yet' : `${view.loadPercent} % of its Cpus` },
  ]
  if (holding.disk !== null) {
    const io = holding.ioKibps > 0 ? `, ${formatRate(holding.ioKibps)}` : ''
    facts.push({ label: 'Disk', value: `${formatMib(holding.diskMib)} on ${holding.disk}${io}` })
  }
  const { volume, volumeMib } = holding
  if (volume !== null) facts.push({ label: 'Volume', value: `${formatMib(volumeMib)} in pool ${volume}` })
  facts.push({ label: 'Network', value: holding.network })
  if (holding.vf !== null) facts.push({ label: 'VF', value: holding.vf, isCode: true })
  const { address, mac, overlay } = holding
  if (address !== null) facts.push({ label: 'IP', value: address.ip, isCode: true })
  if (mac !== null) facts.push({ label: 'MAC', value: mac, isCode: true })
  if (address !== null) facts.push({ label: 'Segment', value: `${address.segment}, pool ${address.pool}` })
  if (overlay !== null) facts.push({ label: 'Overlay IP', value: overlay.ip, isCode: true })
  if (overlay !== null) facts.push({ label: 'Overlay', value: `${overlay.segment}, pool ${overlay.pool}` })
  return facts
}

/** Exclusive Cpus with their numbers, and what it shares of the others: `2 (4-5) and 500m shared`. */
function cpusOf({ cpus, cpuMilli }: HoldingView): string {
  const own = cpus.length === 0 ? '' : formatCpus(cpus.length, formatCpuList(cpus))
  if (cpuMilli === 0) return own
  return own === '' ? `${cpuMilli}m shared` : `${own} and ${cpuMilli}m shared`
}

function hostOf(holding: HoldingView): Host | undefined {
  return control.recording.run?.fleet.hosts[holding.host]
}

/** `4 Cpus on NumaNode 0 · 2 Cpus on NumaNode 1`, on which NumaNode each Cpu is, as memory is told. */
function cpusByNuma(holding: HoldingView): string {
  const held = new Set(holding.cpus)
  const parts: string[] = []
  for (const numa of hostOf(holding)?.numaNodes ?? []) {
    const count = numa.cores.reduce((sum, core) => sum + core.filter((cpu) => held.has(cpu)).length, 0)
    if (count > 0) parts.push(`${count} ${count === 1 ? 'Cpu' : 'Cpus'} on NumaNode ${numa.id}`)
  }
  return parts.join(' · ')
}

function memoryByNuma(holding: HoldingView): string {
  const parts = holding.memoryMib
    .map((mib, numa) => (mib > 0 ? `${formatMib(mib)} on NumaNode ${numa}` : ''))
    .filter((t) => t !== '')
  return parts.join(' · ')
}
