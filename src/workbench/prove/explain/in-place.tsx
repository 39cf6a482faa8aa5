import type { DecisionLine } from '../../../model/decision.ts'
import type { NumaRoom, ResizeInPlace } from '../../../model/explanation.ts'
import { cpuChangeOf, keptWords, numaRuleWords } from '../../../model/in-place-words.ts'
import { formatMib } from '../../format.ts'
import SortedTable, { type Column } from '../../shell/sorted-table.tsx'

interface InPlaceProps {
  readonly inPlace: ResizeInPlace
  readonly line: DecisionLine
}

/** Why a resized pod stands on the NumaNodes that it does, and which Cpus it keeps, takes and gives back. */
export default function InPlace({ inPlace, line }: InPlaceProps) {
  const rule = numaRuleWords(inPlace)
  const cpus = cpuChangeOf(inPlace, line)
  return (
    <>
      <SortedTable
        label="NumaNodes of its host"
        rows={inPlace.rooms}
        columns={COLUMNS}
        keyOf={({ numa }) => `${numa}`}
      />
      {rule !== '' && <p data-testid="numa-rule">It {rule}.</p>}
      {cpus !== '' && <p data-testid="cpu-change">{cpus}.</p>}
    </>
  )
}

const COLUMNS: readonly Column<NumaRoom>[] = [
  { head: 'NumaNode', cell: ({ numa }) => numa },
  { head: 'Cpus held', cell: ({ heldCpus }) => heldCpus },
  { head: 'Cpus free', cell: ({ freeCpus }) => freeCpus },
  { head: 'Memory held', cell: ({ heldMemoryMib }) => formatMib(heldMemoryMib) },
  { head: 'Memory free', cell: ({ freeMemoryMib }) => formatMib(freeMemoryMib) },
  { head: 'Kept by its', cell: ({ keptBy }) => keptWords(keptBy) },
  { head: 'Stands on it', cell: ({ isChosen }) => (isChosen ? 'yes' : 'no') },
]
