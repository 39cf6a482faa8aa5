import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import ts from 'typescript'

/** One file of the project as the rules see it. `path` is relative to the project, with forward slashes. */
export interface SourceText {
  readonly path: string
  readonly text: string
}

/** One breach of a rule; `line` counts from 1. */
export interface Breach {
  readonly path: string
  readonly line: number
  readonly message: string
}

/** A rule looks at one file at a time and knows nothing of the disk, so that a test can feed it a bad sample. */
export type Rule = (source: SourceText) => readonly Breach[]

const BINARY = /\.(png|ico|gz|woff2|parquet|jpg)$/

/** Every file that git tracks or would track. */
export function projectFiles(root: string): readonly SourceText[] {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  })
  return [...new Set(listed.split('\0'))]
    .filter((path) => path !== '' && !BINARY.test(path) && existsSync(`${root}/${path}`))
    .map((path) => ({ path, text: readFileSync(`${root}/${path}`, 'utf8') }))
}

/** Whether the file is TypeScript or a plain script, and not written by a generator (`_pb.ts`, from a `.proto`). */
export function isCode(path: string): boolean {
  return /\.(ts|tsx|mjs)$/.test(path) && !path.endsWith('_pb.ts')
}

const parsed = new WeakMap<SourceText, ts.SourceFile>()

/** The syntax tree of a file, parsed once. */
export function treeOf(source: SourceText): ts.SourceFile {
  const known = parsed.get(source)
  if (known !== undefined) return known
  const kind = source.path.endsWith('.tsx') ? ts.ScriptKind.TSX : ts.ScriptKind.TS
  const tree = ts.createSourceFile(source.path, source.text, ts.ScriptTarget.Latest, true, kind)
  parsed.set(source, tree)
  return tree
}

/** Calls `visit` for every node of a tree, parents first. */
export function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node)
  node.forEachChild((child) => walk(child, visit))
}

/** A breach at a node. */
export function breachAt(source: SourceText, node: ts.Node, message: string): Breach {
  const tree = treeOf(source)
  return { path: source.path, line: tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1, message }
}
