import { readFileSync } from 'node:fs'
import type ts from 'typescript'
import type { Fault } from '../../base/result.ts'
import { regexWays, WAYS_MAX } from './regex-ways.ts'

/**
 * Regular expressions of a bundle that may try too long: their inside is no step that could be counted.
 *
 * path  of the policy file; a fault names its line where the expression stands in that file
 */
export async function regexFaults(path: string, text: string): Promise<readonly Fault[]> {
  const { default: typescript } = await import('typescript')
  const { ScriptTarget, ScriptKind } = typescript
  const source = typescript.createSourceFile('policy.js', text, ScriptTarget.ES2022, false, ScriptKind.JS)
  const slow = new Set<string>()
  const visit = (node: ts.Node): void => {
    if (typescript.isRegularExpressionLiteral(node) && waysOfLiteral(node.text) > WAYS_MAX) slow.add(node.text)
    typescript.forEachChild(node, visit)
  }
  visit(source)
  if (slow.size === 0) return []
  const lines = readFileSync(path, 'utf8').split('\n')
  return [...slow].map((literal) => {
    const line = lines.findIndex((each) => each.includes(literal)) + 1
    const expected = 'one that backtracks little: no repeat of what can itself match in several ways, and few repeats'
    return { path: line === 0 ? path : `${path}:${line}`, found: `the regular expression ${literal}`, expected }
  })
}

function waysOfLiteral(literal: string): number {
  const end = literal.lastIndexOf('/')
  return regexWays(literal.slice(1, end), literal.slice(end + 1))
}
