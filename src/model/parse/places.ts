import type { Host } from '../fleet.ts'
import type { FaultList } from './faults.ts'
import { AMOUNT_MAX } from './limits.ts'

/** Notes each name that an earlier entry already has. */
export function checkUniqueNames(
  entries: readonly { readonly name: string; readonly path: string }[],
  noun: string,
  faults: FaultList,
): void {
  const seen = new Set<string>()
  for (const { name, path } of entries) {
    if (seen.has(name)) faults.add(`${path}.name`, JSON.stringify(name), `a name no other ${noun} has`)
    seen.add(name)
  }
}

/** Notes each domain that occurs in two parents: names of modules, say, are unique across the fleet. */
export function checkDomains(hosts: readonly Host[], origins: readonly string[], faults: FaultList): void {
  const levels = [
    ['idc', 'region'],
    ['module', 'idc'],
    ['rack', 'module'],
  ] as const
  for (const [level, parent] of levels) {
    const parents = new Map<string, string>()
    for (const [i, host] of hosts.entries()) {
      const known = parents.get(host[level])
      if (known === undefined) parents.set(host[level], host[parent])
      else if (known !== host[parent]) {
        faults.add(
          `${origins[i]}.${level}`,
          `${host[level]} in ${parent} ${host[parent]}`,
          `${level} names in one ${parent}; ${host[level]} is in ${known}`,
        )
      }
    }
  }
}

/** Notes a host whose NumaNodes have more memory together than the engine counts. memoryMib: their sum. */
export function checkMemory(memoryMib: number, path: string, faults: FaultList): void {
  if (memoryMib > AMOUNT_MAX) faults.add(path, `${memoryMib} MiB in all`, `at most ${AMOUNT_MAX} MiB on one host`)
}
