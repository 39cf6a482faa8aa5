import { useState } from 'react'
import type { PlanIntent } from '../../../model/plan.ts'
import type { ObservedPod } from '../../../model/snapshot.ts'
import NumberField from '../parts/number-field.tsx'
import { useBadFields } from '../parts/use-bad-fields.ts'

interface ResizeFormProps {
  readonly pod: ObservedPod
  readonly onAdd: (intent: PlanIntent) => void
}

/** Another size for a pod that runs. */
export default function ResizeForm({ pod, onAdd }: ResizeFormProps) {
  const [cpus, setCpus] = useState(pod.cpus)
  const [memoryMib, setMemoryMib] = useState(pod.memoryMib)
  const { hasBad, onBad } = useBadFields()
  const isSame = cpus === pod.cpus && memoryMib === pod.memoryMib
  return (
    <form
      className="resize-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (!isSame && !hasBad) onAdd({ kind: 'resize', pod: pod.name, cpus, memoryMib })
      }}
    >
      <NumberField label="Cpus" value={cpus} min={1} max={1024} onChange={setCpus} onBad={onBad} />
      <NumberField
        label="Memory, MiB"
        value={memoryMib}
        min={1}
        max={16_777_216}
        onChange={setMemoryMib}
        onBad={onBad}
      />
      <button
        type="submit"
        className="button"
        disabled={isSame || hasBad}
        title={isSame && !hasBad ? 'Change a number first' : undefined}
      >
        Plan this size
      </button>
    </form>
  )
}
