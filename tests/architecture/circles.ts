import { importsOf, resolvePath } from './imports.ts'
import { isCode, type SourceText } from './source.ts'

/**
 * Circles of files that import each other's values, each once, as a text `a -> b -> a`: which of them is made first
 * depends on who asks first. Types alone tie no circle, as nothing of them is left at run time.
 */
export function circlesIn(sources: readonly SourceText[]): readonly string[] {
  const importsOfPath = new Map(sources.filter(({ path }) => isCode(path)).map((source) => [source.path, source]))
  const circles: string[] = []
  const done = new Set<string>()
  const visit = (path: string, above: readonly string[]): void => {
    const from = above.indexOf(path)
    if (from >= 0) circles.push([...above.slice(from), path].join(' -> '))
    const source = importsOfPath.get(path)
    if (from >= 0 || done.has(path) || source === undefined) return
    for (const { to, isType } of importsOf(source)) {
      if (!isType && to.startsWith('.')) visit(resolvePath(path, to), [...above, path])
    }
    done.add(path)
  }
  for (const path of importsOfPath.keys()) visit(path, [])
  return circles
}
