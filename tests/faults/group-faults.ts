import { fault, type PlantedFault } from './planted-fault.ts'

const GROUP = 'round/place-group.ts'

/** Faults in which groups are placed, refused and tried again. */
export const GROUP_FAULTS: readonly PlantedFault[] = [
  fault(
    'L7',
    'a group is placed in part',
    GROUP,
    'pods.every((pod) => place(belief, pod, sheet, preempted))',
    'pods.map((pod) => place(belief, pod, sheet, preempted)).includes(true)',
  ),
  fault('L6', 'what a refused group would hold stays booked', GROUP, 'belief.ledger.attempt(attempt)', 'attempt()'),
  fault('L7', 'places of a refused group stay on the sheet', GROUP, '  sheet.takeBack(before)\n', ''),
  fault('L8', 'a refused pod is judged as if its group held nothing', GROUP, 'ledger.change(pod, holding)', ''),
  fault(
    'L7',
    'a refusal of a group leaves out one that is beside',
    GROUP,
    'beside.push(',
    'if (beside.length < 1) beside.push(',
  ),
  fault(
    'L12',
    'a group is tried only once',
    'round/place-pending.ts',
    'pods.every(({ triedAt }) => triedAt === freedAt)',
    'pods.every(({ triedAt }) => triedAt >= 0)',
  ),
  fault(
    'L7',
    'pods of a group come in the order in which they were asked for',
    'state/belief.ts',
    'pods.splice(pods.findLastIndex((other) => byName(other, pod) < 0) + 1, 0, pod)',
    'pods.push(pod)',
  ),
  fault(
    'L7',
    'a pod that lost its place is of its group still',
    'state/belief.ts',
    '    for (const pod of group.pods) this.save(pod).group = null\n',
    '',
  ),
  fault(
    'L12',
    'a group is not tried again with one pod less',
    'state/belief.ts',
    'this.#part(pod, group)\n      this.#retry(group)',
    'this.#part(pod, group)',
  ),
  fault(
    'L6',
    'who is given up is of its group still',
    'state/belief.ts',
    '    if (group !== null) {\n      const at',
    '    if (group === undefined) {\n      const at',
  ),
  fault(
    'L6',
    'the first booking of a refused group is never taken back',
    'state/ledger.ts',
    'for (let i = own.length - 1; i >= 0; i--)',
    'for (let i = own.length - 1; i > 0; i--)',
  ),
]
