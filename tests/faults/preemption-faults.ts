import { fault, type PlantedFault } from './planted-fault.ts'

/** Faults in which batch pods give way, and to whom. */
export const PREEMPTION_FAULTS: readonly PlantedFault[] = [
  fault(
    'L9',
    'those wanted longest give way first',
    'round/preempt.ts',
    '.sort(byAskedThenName)) {',
    '.sort(byAskedThenName).reverse()) {',
  ),
  fault(
    'L9',
    'Cpus of those that give way do not count',
    'round/preempt.ts',
    'a.podCount - b.podCount || a.cpuMilli - b.cpuMilli || ',
    'a.podCount - b.podCount || ',
  ),
  fault('L9', 'all batch pods of the host give way', 'round/preempt.ts', 'rules) >= 0', 'rules) >= host + 1'),
  fault(
    'L7',
    'batch pods preempt each other',
    'round/place-pod.ts',
    'component.request.batch !== true && batch',
    'batch',
  ),
  fault(
    'L9',
    'the search ends at the first host that would do',
    'round/preempt.ts',
    'if (best !== null && byCost(least, best) > 0) break',
    'if (best !== null) break',
  ),
  fault('L12', 'who gave way waits no more', 'round/place-pending.ts', '      this.#belief.wantAgain(pod)\n', ''),
  fault(
    'L12',
    'a refused pod preempts nothing later',
    'round/place-pod.ts',
    'pod.refused && !preempts && ranking',
    'pod.refused && ranking',
  ),
  fault(
    'L7',
    'batch pods come in their place in time',
    'state/belief.ts',
    '(batch === true ? 2 : 0)',
    '(batch === true ? 0 : 0)',
  ),
  fault('L6', 'a batch pod that is gone still gives way', 'state/batch-pods.ts', '    else pods.delete(pod)\n', ''),
]
