import type { ObservedPod } from '../model/snapshot.ts'

/** Which of the pods that are asked for get their places all or nothing. */
export interface WholeGroups {
  /** Names of groups that are complete, by pod. */
  readonly groupOf: ReadonlyMap<string, string>
  /** Pods that wait for others of their group, with how many of it are asked for and how many it has. */
  readonly missing: ReadonlyMap<string, Missing>
}

export interface Missing {
  readonly group: string
  readonly asked: number
  readonly pods: number
}

/**
 * Sorts pods that are asked for at one time by the groups that their owners put them in. A group of which some pod has
 * a place has had its turn: what is asked for later, say a pod made anew, is on its own.
 *
 * asked  those asked for, none of which holds anything; there: all pods of the target
 */
export function wholeGroups(asked: readonly ObservedPod[], there: readonly ObservedPod[]): WholeGroups {
  const begun = new Set(there.flatMap(({ holding, wish }) => (holding === null ? [] : (wish?.group?.name ?? []))))
  const groups = new Map<string, { readonly members: ObservedPod[]; pods: number }>()
  for (const pod of asked) {
    const wished = pod.request.batch === true ? undefined : pod.wish?.group
    if (wished === undefined || begun.has(wished.name)) continue
    const group = groups.get(wished.name) ?? { members: [], pods: 0 }
    group.members.push(pod)
    group.pods = Math.max(group.pods, wished.pods)
    groups.set(wished.name, group)
  }
  const groupOf = new Map<string, string>()
  const missing = new Map<string, Missing>()
  for (const [group, { members, pods }] of groups) {
    for (const { name } of members) {
      if (members.length >= pods) groupOf.set(name, group)
      else missing.set(name, { group, asked: members.length, pods })
    }
  }
  return { groupOf, missing }
}
