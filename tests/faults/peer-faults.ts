import { fault, type PlantedFault } from './planted-fault.ts'

/** Faults in the rules between components. */
export const PEER_FAULTS: readonly PlantedFault[] = [
  fault(
    'L4',
    'a rule to be apart binds one side alone',
    'state/peer-groups.ts',
    "        other.against.push({ kind: 'Apart', weight: null, counts: own })\n        undo.push(() => other.against.pop())\n",
    '',
  ),
  fault(
    'L5',
    'a pod goes where none is that it must be near to',
    'choose/choose-host.ts',
    'const forbidden = rule.isNeeded ? -1 : full',
    'const forbidden = rule.isNeeded ? 0 : full',
  ),
  fault(
    'L5',
    'a rule to be near does not wait for the first',
    'state/peer-groups.ts',
    "const isNeeded = kind === 'Near' && weight === null",
    "const isNeeded = kind === 'Near' && weight === null && counts.of(pod) !== undefined",
  ),
  fault(
    'L12',
    'a pod that others must be near opens no host',
    'state/peer-groups.ts',
    '    if (sign === 1 && named.neededBy > 0) this.#hosts.journal.note(host, true)\n',
    '',
  ),
  fault(
    'L12',
    'who follows is not tried again',
    'round/place-pending.ts',
    '    if (component.seat.named.neededBy > 0) this.isOpen = true\n',
    '',
  ),
  fault(
    'L7',
    'who follows comes in its place in time',
    'state/belief.ts',
    '(followsOthers ? 1 : 0) + ',
    '(followsOthers ? 0 : 0) + ',
  ),
  fault('L9', 'a soft rule to be near pushes', 'state/peer-groups.ts', '-(weight ?? 0) : (', '(weight ?? 0) : ('),
  fault(
    'L7',
    'who follows is tried by name in its group',
    'round/place-group.ts',
    '(ways.get(a) ?? 0) - (ways.get(b) ?? 0) || ',
    '',
  ),
  fault(
    'L7',
    'a group comes before those that its pods follow',
    'round/place-pending.ts',
    '(pod.component.turn & FOLLOWS) !== 0) ? FOLLOWS : 0',
    '(pod.component.turn & FOLLOWS) !== 0) ? 0 : 0',
  ),
  fault(
    'L8',
    'more of a resource opens hosts that are not near',
    'refuse/refuse-place.ts',
    'FILTER_NAMES.indexOf(filter) <= APART ||',
    'FILTER_NAMES.indexOf(filter) <= SPREAD_LIMIT ||',
  ),
  fault(
    'L4',
    'only pods of a zone must be apart',
    'state/peer-groups.ts',
    'this.#all.push(counts)',
    "this.#all.push(counts)\n    if (scope === 'game') return new DomainCounts(this.#hosts, 'zone', domain)",
  ),
]
