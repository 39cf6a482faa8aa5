import { readFileSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import type ts from 'typescript'
import type { Fault } from '../../base/result.ts'

/** What no trap in place of a global sees, for the language itself knows it: by what is found and what is expected. */
const UNSEEN = {
  async: ['an async function', 'none: nobody could catch what runs after the answer'],
  import: ['import()', 'an import at the top of the file, which is bundled'],
  eval: ['eval', 'none: what a text says when it runs cannot be looked at before'],
} as const

type Unseen = keyof typeof UNSEEN

/**
 * Ways past the traps (`model/policy-traps.ts`) that a bundle takes: code that runs after the answer, or that is not in
 * it. What the bundle left out of the files is no fault.
 *
 * path   of the policy file
 * text   the bundle
 * files  paths of those it was made of: faults name their lines there
 */
export async function syntaxFaults(path: string, text: string, files: readonly string[]): Promise<readonly Fault[]> {
  const { default: typescript } = await import('typescript')
  const seen = new Set(unseenIn(typescript, 'policy.js', text).map(({ kind }) => kind))
  if (seen.size === 0) return []
  const faults = files.flatMap((file) => {
    const shown = resolve(file) === resolve(path) ? path : relative(process.cwd(), file)
    return unseenIn(typescript, file, readFileSync(file, 'utf8'))
      .filter(({ kind }) => seen.has(kind))
      .map(({ kind, line }) => faultOf(kind, `${shown}:${line}`))
  })
  return faults.length > 0 ? faults : [...seen].map((kind) => faultOf(kind, path))
}

function faultOf(kind: Unseen, path: string): Fault {
  const [found, expected] = UNSEEN[kind]
  return { path, found, expected }
}

interface Found {
  readonly kind: Unseen
  /** From 1. */
  readonly line: number
}

function unseenIn(typescript: typeof ts, name: string, text: string): readonly Found[] {
  const source = typescript.createSourceFile(name, text, typescript.ScriptTarget.ES2022, true)
  const found: Found[] = []
  const visit = (node: ts.Node): void => {
    const kind = kindOf(typescript, node)
    if (kind !== null) found.push({ kind, line: source.getLineAndCharacterOfPosition(node.getStart()).line + 1 })
    typescript.forEachChild(node, visit)
  }
  visit(source)
  return found
}

function kindOf(typescript: typeof ts, node: ts.Node): Unseen | null {
  const { SyntaxKind } = typescript
  if (node.kind === SyntaxKind.AsyncKeyword) return 'async'
  if (node.kind === SyntaxKind.ImportKeyword && typescript.isCallExpression(node.parent)) return 'import'
  if (!typescript.isIdentifier(node) || node.text !== 'eval') return null
  // `host.eval`, `{ eval: 1 }` and `{ eval: kept } = host` name a property; strict code gives nothing else the name.
  const { parent } = node
  const isName = 'name' in parent && parent.name === node && !typescript.isShorthandPropertyAssignment(parent)
  const isKey = 'propertyName' in parent && parent.propertyName === node
  return isName || isKey ? null : 'eval'
}
