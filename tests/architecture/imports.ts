import { posix } from 'node:path'
import ts from 'typescript'
import { type Breach, breachAt, isCode, type Rule, type SourceText, treeOf, walk } from './source.ts'

/**
 * Folders from the most special to the most general: a file belongs to the first that contains it. `may` lists the
 * folders it may import besides its own; `packages` says which npm packages, `node` whether Node's modules.
 */
interface Folder {
  readonly name: string
  readonly pattern: RegExp
  readonly may: readonly string[]
  readonly packages: RegExp | null
  readonly node: boolean
  /** Only `import type` from folders other than these. */
  readonly typesFrom?: readonly string[]
}

const REACT = /^(react|react-dom|@base-ui\/react|cmdk|zustand|wouter|uplot|d3-|comlink|yaml$)/

/** Packages of the live adapter. */
const LIVE = new RegExp(
  `^(${[
    'hono',
    '@hono/node-server',
    '@hono/zod-openapi',
    'zod',
    'yaml',
    'libsql',
    'undici',
    '@kubernetes/client-node',
    '@cedar-policy/cedar-wasm',
    '@peculiar/x509',
    'reflect-metadata',
    'prom-client',
    '@bufbuild/protobuf',
  ].join('|')})$`,
)

export const FOLDERS: readonly Folder[] = [
  { name: 'base', pattern: /^src\/base\//, may: [], packages: null, node: false },
  {
    name: 'parse',
    pattern: /^src\/model\/(parse|import)\//,
    may: ['base', 'model'],
    packages: /^(zod|yaml|d3-dsv)$/,
    node: false,
  },
  { name: 'model', pattern: /^src\/model\//, may: ['base'], packages: null, node: false },
  { name: 'engine', pattern: /^src\/engine\//, may: ['base', 'model'], packages: null, node: false },
  {
    name: 'checker',
    pattern: /^simulator\/checker\//,
    may: [],
    packages: null,
    node: false,
    typesFrom: ['model', 'engine', 'base'],
  },
  { name: 'simulator', pattern: /^simulator\//, may: ['base', 'model', 'engine'], packages: null, node: false },
  {
    name: 'prove',
    pattern: /^src\/prove\//,
    may: ['base', 'model', 'engine', 'simulator', 'checker'],
    packages: /^fast-check$/,
    node: false,
  },
  { name: 'chart', pattern: /^src\/chart\//, may: ['base', 'model'], packages: /^d3-/, node: false },
  {
    name: 'simulation worker',
    pattern: /^src\/worker\/(\w+\.worker\.ts$|cases\/)/,
    may: ['base', 'model', 'parse', 'engine', 'simulator', 'checker', 'worker', 'worker client'],
    packages: /^(comlink|hyparquet)/,
    node: false,
  },
  {
    name: 'worker client',
    pattern: /^src\/worker\/([a-z]+-)?(client|codes|protocol)\.ts$/,
    may: ['base', 'model'],
    typesFrom: ['simulator'],
    packages: /^comlink$/,
    node: false,
  },
  {
    name: 'worker',
    pattern: /^src\/worker\//,
    may: ['base', 'model', 'parse', 'engine', 'worker client'],
    packages: /^comlink$/,
    node: false,
    typesFrom: ['simulator', 'simulation worker'],
  },
  {
    name: 'workbench',
    pattern: /^src\/workbench\//,
    may: ['base', 'model', 'chart', 'worker client'],
    packages: REACT,
    node: false,
  },
  {
    name: 'live',
    pattern: /^src\/live\//,
    may: ['base', 'model', 'parse', 'engine'],
    packages: LIVE,
    node: true,
  },
  {
    name: 'agent',
    pattern: /^src\/agent\//,
    may: ['base', 'model', 'parse'],
    packages: /^(hono|@hono\/node-server|zod|@peculiar\/x509|reflect-metadata|undici|@bufbuild\/protobuf)$/,
    node: true,
  },
  {
    name: 'sandbox',
    pattern: /^src\/sandbox\//,
    may: ['base', 'model', 'parse', 'engine', 'simulator', 'agent'],
    packages: /^(hono|@hono\/node-server|yaml|@peculiar\/x509|reflect-metadata)$/,
    node: true,
  },
  {
    name: 'cli',
    pattern: /^src\/cli\//,
    may: ['base', 'model', 'parse', 'engine', 'simulator', 'checker', 'prove', 'live', 'agent', 'sandbox'],
    packages: /^(commander|hono|undici|@hono\/node-server|yaml|zod|hyparquet|hyparquet-writer|typescript|vite)$/,
    node: true,
  },
]

/** Files that import what a computed name names, each with the reason. */
const COMPUTED: Readonly<Record<string, string>> = {
  'src/worker/run-engines.ts': 'the bundle of a policy is named by its digest',
}

const PACKAGE = /^(@[^/]+\/)?[^/]+/

interface Import {
  readonly to: string
  readonly isType: boolean
  readonly node: ts.Node
}

const found = new WeakMap<SourceText, readonly Import[]>()

/** Everything a file imports: static, re-exported, dynamic, `new URL(..., import.meta.url)`, with or without values. */
export function importsOf(source: SourceText): readonly Import[] {
  const imports = found.get(source) ?? readImports(source)
  found.set(source, imports)
  return imports
}

function readImports(source: SourceText): Import[] {
  const imports: Import[] = []
  walk(treeOf(source), (node) => {
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
      imports.push({ to: node.moduleSpecifier.text, isType: isTypeOnly(node), node })
    } else if (ts.isExportDeclaration(node) && node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier)) {
      imports.push({ to: node.moduleSpecifier.text, isType: node.isTypeOnly, node })
    } else if (
      ts.isImportTypeNode(node) &&
      ts.isLiteralTypeNode(node.argument) &&
      ts.isStringLiteral(node.argument.literal)
    ) {
      imports.push({ to: node.argument.literal.text, isType: true, node })
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [target] = node.arguments
      imports.push({ to: target && ts.isStringLiteralLike(target) ? target.text : '(computed)', isType: false, node })
    }
  })
  return imports
}

function isTypeOnly(node: ts.ImportDeclaration): boolean {
  const clause = node.importClause
  if (clause === undefined) return false
  if (clause.isTypeOnly) return true
  const named = clause.namedBindings
  return (
    clause.name === undefined &&
    named !== undefined &&
    ts.isNamedImports(named) &&
    named.elements.every((e) => e.isTypeOnly)
  )
}

function folderOf(path: string): Folder | null {
  return FOLDERS.find((folder) => folder.pattern.test(path)) ?? null
}

/** Where a relative import leads, as a path of the project, its query (`?raw`) taken off. */
export function resolvePath(from: string, to: string): string {
  return posix.normalize(posix.join(posix.dirname(from), to.replace(/\?.*$/, '')))
}

/** Who may import whom. */
export const importsAllowed: Rule = (source) => {
  const folder = folderOf(source.path)
  if (folder === null || !isCode(source.path)) return []
  const breaches: Breach[] = []
  for (const { to, isType, node } of importsOf(source)) {
    if (to === '(computed)' && source.path in COMPUTED) continue
    const reason = to.startsWith('.') ? pathFault(folder, source.path, to, isType) : packageFault(folder, to, isType)
    if (reason !== null) breaches.push(breachAt(source, node, `${folder.name} may not import ${to}: ${reason}`))
  }
  return breaches
}

function pathFault(folder: Folder, from: string, to: string, isType: boolean): string | null {
  const path = resolvePath(from, to)
  const target = folderOf(path)
  if (target === null) return /\.(css|svg|yaml|json)$/.test(path) ? null : 'that is outside the folders of the source'
  if (target === folder || folder.may.includes(target.name)) return null
  if (isType && folder.typesFrom?.includes(target.name) === true) return null
  return `allowed are ${[folder.name, ...folder.may].join(', ')}`
}

function packageFault(folder: Folder, to: string, isType: boolean): string | null {
  if (to.startsWith('node:')) return folder.node ? null : 'it runs in browsers too'
  if (to === '(computed)') return 'the name of an import is written out'
  const name = PACKAGE.exec(to)?.[0] ?? to
  if (folder.packages?.test(name) === true) return null
  return isType && folder.name === 'workbench' ? null : 'not among its packages'
}

/** Imports name files with their ending, so that no folder stands for what is in it. */
export const importsNameFiles: Rule = (source) => {
  if (!isCode(source.path)) return []
  return importsOf(source)
    .filter(({ to }) => to.startsWith('.') && !/\.(ts|tsx|mjs|js|css|svg|yaml|json|cedar)(\?\w+)?$/.test(to))
    .map(({ to, node }) => breachAt(source, node, `"${to}" names no file; write its ending`))
}

/** No barrel files. */
export const noBarrels: Rule = (source) => {
  const isIndex = /(^|\/)index\.(ts|tsx|mjs)$/.test(source.path)
  return isIndex
    ? [{ path: source.path, line: 1, message: 'an index file hides cycles; name it for what it holds' }]
    : []
}

/**
 * Chains of imports from the given files to an npm package or a module of Node, types not counted: what the engine and
 * the simulator need at run time stands in this project alone. One text a chain.
 */
export function packagesReached(sources: readonly SourceText[], start: RegExp): readonly string[] {
  const byPath = new Map(sources.map((source) => [source.path, source]))
  const chains: string[] = []
  const seen = new Set<string>()
  const visit = (path: string, chain: string): void => {
    const source = byPath.get(path)
    if (seen.has(path) || source === undefined) return
    seen.add(path)
    for (const { to, isType } of importsOf(source)) {
      if (isType) continue
      if (to.startsWith('.')) visit(resolvePath(path, to), `${chain} -> ${resolvePath(path, to)}`)
      else chains.push(`${chain} -> ${to}`)
    }
  }
  for (const { path } of sources) if (start.test(path) && isCode(path)) visit(path, path)
  return chains
}

/** Packages of `names` that no code imports; what a tool loads by its name (types, a peer) is none of them. */
export function packagesUnused(sources: readonly SourceText[], names: readonly string[]): readonly string[] {
  const imported = new Set(
    sources
      .filter(({ path }) => isCode(path))
      .flatMap((source) => importsOf(source).map(({ to }) => PACKAGE.exec(to)?.[0])),
  )
  return names.filter((name) => !imported.has(name))
}
