import { control } from '../state/run-control.ts'
import type { Named } from '../state/url-state.ts'

/** Up to `limit` games, hosts and pods whose name contains every word of the text, those that begin with it first. */
export function findByName(text: string, limit: number): Named[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  if (words.length === 0) return []
  const { run, podNames } = control.recording
  const found: Named[] = []
  const take = (kind: Named['kind'], names: Iterable<string>, most: number): void => {
    const first: Named[] = []
    const rest: Named[] = []
    for (const name of names) {
      const lower = name.toLowerCase()
      if (!words.every((word) => lower.includes(word))) continue
      if (lower.startsWith(words[0])) first.push({ kind, name })
      else rest.push({ kind, name })
      if (first.length >= most) break
    }
    found.push(...[...first, ...rest].slice(0, most))
  }
  take('game', run?.games.map((game) => game.name) ?? [], 5)
  take('host', run?.fleet.hosts.map((host) => host.name) ?? [], 8)
  take('pod', podNames, limit - found.length)
  return found.slice(0, limit)
}
