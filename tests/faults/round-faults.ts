import { fault, type PlantedFault } from './planted-fault.ts'

/** Faults in refusals and in the order of a round. */
export const ROUND_FAULTS: readonly PlantedFault[] = [
  // refuse
  fault(
    'L8',
    'hosts that are down are not counted',
    'refuse/refuse-place.ts',
    'counts.add(filter, 1)',
    "if (filter !== 'HostUp') counts.add(filter, 1)",
  ),
  fault('L8', 'the host that a pod should leave counts', 'refuse/refuse-place.ts', 'if (host === except) continue', ''),
  fault(
    'L8',
    'nearest takes the last of equally near hosts alone',
    'refuse/shortfall.ts',
    'amount < this.#amounts[i] ? 1 : this.#hosts[i] + 1',
    'amount <= this.#amounts[i] ? 1 : this.#hosts[i] + 1',
  ),
  fault(
    'L8',
    'nearest disk is one MiB off',
    'refuse/shortfall.ts',
    'Math.max(0, klass.diskMib - hosts.diskFreeMib(host, disk))',
    'Math.max(0, klass.diskMib - hosts.diskFreeMib(host, disk) - 1)',
  ),
  fault(
    'L8',
    'nearest compares amounts and not shares of what is asked',
    'refuse/shortfall.ts',
    'this.#amounts[i] / asked[i] < this.#amounts[best] / asked[best]',
    'this.#amounts[i] < this.#amounts[best]',
  ),
  // round
  fault(
    'L7',
    'releases in the order they were asked for',
    'round/release.ts',
    'for (const pod of [...round.releases.keys()].sort(byName))',
    'for (const pod of [...round.releases.keys()])',
  ),
  fault(
    'L12',
    'a pod is not tried again after its refusal',
    'round/place-pending.ts',
    'if (pod.triedAt === freedAt) return false',
    'if (pod.triedAt === freedAt || pod.refused) return false',
  ),
  fault(
    'L3',
    'a migrate keeps the VF it leaves',
    'round/migrate-asked.ts',
    '  ledger.change(pod, null)\n  const { klass',
    '  ledger.change(pod, { ...before, cpus: before.cpus })\n  const { klass',
  ),
  fault(
    'L7',
    'migrates in the order they were asked for',
    'round/migrate-asked.ts',
    'for (const [pod, cause] of [...round.migrates].sort(([a], [b]) => byName(a, b)))',
    'for (const [pod, cause] of [...round.migrates])',
  ),
  fault(
    'L12',
    'a forgotten pod is not wanted again',
    'round/release.ts',
    "    writeRelease(pod, holding, 'bind-failed', sheet)\n    if (pod.wanted) belief.wantAgain(pod)",
    "    writeRelease(pod, holding, 'bind-failed', sheet)",
  ),
  fault(
    'L7',
    'grows before shrinks',
    'round/resize-asked.ts',
    '  for (const pod of growing) resizePlaced(belief, round, pod, sheet)',
    '  for (const pod of growing.reverse()) resizePlaced(belief, round, pod, sheet)',
  ),
  fault(
    'L6',
    'a lost host keeps its pods',
    'round/round.ts',
    'this.lostHosts.add(host)',
    'if (this.lostHosts.size === 0) this.lostHosts.add(host)',
  ),
  fault(
    'L6',
    'a fork forgets a migrate that was asked for',
    'round/round.ts',
    '    for (const [pod, cause] of this.migrates) copy.migrates.set(pod, cause)\n',
    '',
  ),
]
