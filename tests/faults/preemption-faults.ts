import { fault, type PlantedFault } from './planted-fault.ts'

const PREEMPT = 'round/preempt.ts'
const PENDING = 'round/place-pending.ts'

/** Faults in which batch pods give way, and to whom. */
export const PREEMPTION_FAULTS: readonly PlantedFault[] = [
  fault(
    'L9',
    'those wanted longest give way first',
    PREEMPT,
    '.sort(byAskedThenName)) {',
    '.sort(byAskedThenName).reverse()) {',
  ),
  fault(
    'L9',
    'Cpus of those that give way do not count',
    PREEMPT,
    'a.podCount - b.podCount || a.cpuMilli - b.cpuMilli || ',
    'a.podCount - b.podCount || ',
  ),
  fault('L9', 'all batch pods of the host give way', PREEMPT, 'rules) >= 0', 'rules) >= host + 1'),
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
    PREEMPT,
    'if (best !== null && byCost(least, best) > 0) break',
    'if (best !== null) break',
  ),
  fault('L12', 'who gave way waits no more', PENDING, '      this.#belief.wantAgain(pod)\n', ''),
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
  // who may be preempted, and by whom
  fault(
    'L7',
    'batch pods give way to a pod that fits elsewhere',
    'round/place-pod.ts',
    'if (host < 0 && preempts && preempt(',
    'if (preempts && preempt(',
  ),
  fault(
    'L12',
    'batch pods of one host alone give way to nobody',
    'round/place-pod.ts',
    'batch.hostCount > 0',
    'batch.hostCount > 1',
  ),
  fault(
    'L12',
    'a batch pod alone on its host gives way to nobody',
    'state/batch-pods.ts',
    'pods.size > 0',
    'pods.size > 1',
  ),
  fault(
    'L5',
    'batch pods give way where the pod may not be',
    PREEMPT,
    '  if (host < range[0] || host >= range[1]) return false\n',
    '',
  ),
  fault(
    'L4',
    'batch pods give way where a rule of a domain keeps the pod off',
    PREEMPT,
    'host + 1, rules)',
    'host + 1, [])',
  ),
  // order and ties
  fault('L9', 'of equal hosts the last loses its batch pods', PREEMPT, '|| a.host - b.host', '|| b.host - a.host'),
  fault(
    'L9',
    'of batch pods wanted equally long the last by name comes back first',
    PREEMPT,
    '.sort(byAskedThenName)) {',
    '.sort((a, b) => a.askedAtUs - b.askedAtUs || byName(b, a))) {',
  ),
  fault('L9', 'pods that give way are not written by name', PREEMPT, '[...best.pods].sort(byName)', 'best.pods'),
  // not more than needed
  fault(
    'L9',
    'what comes back one by one stays away for the next',
    PREEMPT,
    'ledger.change(each, holding)\n    if (fitsOn(belief, pod, ranked, host)) continue',
    'if (pods.length === 0) ledger.change(each, holding)\n    if (fitsOn(belief, pod, ranked, host)) continue',
  ),
  fault(
    'L12',
    'a host that must lose all its batch pods is left out',
    PREEMPT,
    'if (podCount > held.length)',
    'if (podCount >= held.length)',
  ),
  fault('L9', 'a host is thought to lose its largest batch pod', PREEMPT, 'millis.findLast(', 'millis.find('),
  fault(
    'L9',
    'a host that loses several batch pods is thought to lose its largest',
    PREEMPT,
    'slice(-podCount)',
    'slice(0, podCount)',
  ),
  fault(
    'L9',
    'Cpus that a batch pod shares do not count among what a host loses',
    PREEMPT,
    'cpuMilli += milliOf(sizeOfHolding(holding))',
    'cpuMilli += 1000 * holding.cpus.length',
  ),
  fault(
    'L9',
    'memory that is short is thought to cost one pod more',
    PREEMPT,
    'fewestOf(mibs, mibShort))',
    '1 + fewestOf(mibs, mibShort))',
  ),
  // what is given back, and to whom
  fault(
    'L7',
    'batch pods take their turn before those that wait are tried once more',
    PENDING,
    'if (turns.wantPreempted()) continue\n',
    'turns.wantPreempted()\n',
  ),
  fault('L12', 'game pods preempt each other', 'state/ledger.ts', 'if (request.batch === true) this', 'this'),
  fault('L7', 'who gave way waits as one that never had a place', 'state/belief.ts', "    pod.cause = 'recover'\n", ''),
]
