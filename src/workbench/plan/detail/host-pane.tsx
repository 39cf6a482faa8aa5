import { formatCpuList, parseCpuList } from '../../../base/cpu-list.ts'
import { sumOf } from '../../../base/sum.ts'
import type { Host } from '../../../model/fleet.ts'
import type { HostView } from '../../../worker/protocol.ts'
import { formatCount, formatMib, formatRate } from '../../format.ts'
import SortedTable, { type Column } from '../../shell/sorted-table.tsx'
import { control } from '../../state/run-control.ts'
import LoseForm from '../losses/lose-form.tsx'
import Facts from './facts.tsx'
import HistoryList from './history-list.tsx'
import { SelectLink } from './links.tsx'
import { useAtTime } from './use-at-time.ts'
import Volumes from './volumes.tsx'

/** A host: its NumaNodes and what is free on each, its disks and NICs, and the pods on it. */
export default function HostPane({ name }: { readonly name: string }) {
  const { recording } = control
  const number = recording.hostNumber(name)
  const host = recording.run?.fleet.hosts[number]
  const answer = useAtTime(
    async (timeUs) => ({ timeUs, view: number < 0 ? null : await control.host(number, timeUs) }),
    `${name} ${number}`,
  )
  if (host === undefined) return <p className="faint">This fleet has no such host.</p>
  if (answer === undefined || answer.view === null) return <p className="faint">Reading…</p>
  const { view } = answer
  return (
    <>
      {view.down && (
        <p className="callout danger">
          <span aria-hidden="true">✕</span> Away at this instant: lost, or taken for planned work.
        </p>
      )}
      <Facts
        facts={[
          { label: 'Region, IDC', value: `${host.region} / ${host.idc}` },
          { label: 'Module, rack', value: `${host.module} / ${host.rack}` },
          { label: 'Hardware', value: host.topology },
          { label: 'Reserved Cpus', value: host.reservedCpus === '' ? 'none' : host.reservedCpus, isCode: true },
          { label: 'IPs', value: `${formatCount(view.ipsHeld)} held · ${formatCount(view.ipsFree)} free in its pools` },
        ]}
      />
      <LoseForm host={host} hosts={recording.run?.fleet.hosts ?? []} timeUs={answer.timeUs} />
      <h3>NumaNodes, free of allocatable</h3>
      <NumaTable host={host} view={view} />
      <Devices host={host} view={view} />
      <Volumes host={host} view={view} />
      <h3>
        {view.pods.length} {view.pods.length === 1 ? 'pod' : 'pods'}
      </h3>
      <PodTable view={view} />
      {view.history.length > 0 && (
        <>
          <h3>What happened</h3>
          <HistoryList history={view.history} timeUs={answer.timeUs} />
        </>
      )}
    </>
  )
}

function NumaTable({ host, view }: { readonly host: Host; readonly view: HostView }) {
  const reserved = new Set(parseCpuList(host.reservedCpus))
  return (
    <table className="figures">
      <thead>
        <tr>
          <th scope="col">NumaNode</th>
          <th scope="col">Cpus free</th>
          <th scope="col">memory free</th>
        </tr>
      </thead>
      <tbody>
        {host.numaNodes.map((numa) => (
          <tr key={numa.id}>
            <th scope="row">{numa.id}</th>
            <td>
              {view.cpusFree[numa.id]} of {numa.cores.flat().filter((cpu) => !reserved.has(cpu)).length}
            </td>
            <td>
              {formatMib(view.memoryMibFree[numa.id])} of {formatMib(numa.memoryMib)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Devices({ host, view }: { readonly host: Host; readonly view: HostView }) {
  return (
    <>
      <h3>Disks and NICs, free</h3>
      <Facts
        facts={[
          ...host.disks.map((disk, i) => ({
            label: disk.name,
            value: `${formatMib(view.diskMibFree[i])} of ${formatMib(disk.capacityMib)} · ${formatRate(view.ioKibpsFree[i])} of ${formatRate(disk.ioKibps)}`,
          })),
          ...host.nics.map((nic, i) => ({
            label: nic.name,
            value:
              nic.vfs === 0
                ? `no VFs · NumaNode ${nic.numa}`
                : `${view.vfsFree[i]} of ${nic.vfs} VFs · NumaNode ${nic.numa}`,
          })),
        ]}
      />
    </>
  )
}

type PodOfHost = HostView['pods'][number]

function PodTable({ view }: { readonly view: HostView }) {
  return (
    <SortedTable
      label="Pods of the host"
      className="figures pods"
      rows={view.pods}
      columns={POD_COLUMNS}
      keyOf={({ pod }) => String(pod)}
    />
  )
}

const nameOf = ({ pod }: PodOfHost): string => control.recording.podNames[pod] ?? ''
const memoryOf = ({ holding }: PodOfHost): number => sumOf(holding.memoryMib)

const POD_COLUMNS: readonly Column<PodOfHost>[] = [
  { head: 'Pod', cell: (each) => <SelectLink kind="pod" name={nameOf(each)} />, by: nameOf },
  {
    head: 'Cpus',
    cell: ({ holding }) => holding.cpus.length,
    by: ({ holding }) => holding.cpus.length,
    hint: ({ holding }) => formatCpuList(holding.cpus),
  },
  { head: 'memory', cell: (each) => formatMib(memoryOf(each)), by: memoryOf },
]
