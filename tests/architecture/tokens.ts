import ts from 'typescript'
import { type Breach, breachAt, isCode, type Rule, type SourceText, treeOf, walk } from './source.ts'

/** Code that must give the same bits in every engine: no clock, no chance, no waiting, no I/O, no locale. */
const PURE = /^(src\/(base|engine|prove)\/|simulator\/|src\/model\/(?!parse\/|import\/))/

/** Globals that pure code may not name, and what to use instead. */
const GLOBALS: Readonly<Record<string, string>> = {
  Date: 'integer microseconds handed in',
  performance: 'count steps, not milliseconds',
  crypto: 'src/base/sha256.ts or src/base/random.ts',
  setTimeout: 'an event in the queue',
  setInterval: 'an event in the queue',
  setImmediate: 'an event in the queue',
  queueMicrotask: 'an event in the queue',
  Promise: 'a plain return value',
  fetch: 'a value handed in',
  process: 'a value handed in',
  console: 'a returned value',
  Intl: 'src/base/order.ts, or formatting outside',
  WeakRef: 'an owner that forgets',
  FinalizationRegistry: 'an owner that forgets',
  globalThis: 'a value handed in',
}

const METHODS: Readonly<Record<string, string>> = {
  localeCompare: 'byCodeUnit of src/base/order.ts',
  toLocaleString: 'String()',
  toLocaleLowerCase: 'toLowerCase()',
  toLocaleUpperCase: 'toUpperCase()',
  toLocaleDateString: 'a text made outside',
  toLocaleTimeString: 'a text made outside',
}

/** The functions of Math that ECMAScript defines to the bit; all others may differ between engines. */
const MATH_EXACT = new Set([
  'floor',
  'ceil',
  'round',
  'min',
  'max',
  'abs',
  'sqrt',
  'imul',
  'clz32',
  'trunc',
  'sign',
  'fround',
])

/** Pure folders name nothing that differs between machines, engines or runs. */
export const pureTokens: Rule = (source) => {
  if (!PURE.test(source.path) || !isCode(source.path)) return []
  const breaches: Breach[] = []
  walk(treeOf(source), (node) => {
    const message = impurity(node)
    if (message !== null) breaches.push(breachAt(source, node, message))
  })
  return breaches
}

function impurity(node: ts.Node): string | null {
  if (ts.isForInStatement(node)) return 'for…in: use Object.keys, sorted'
  if (node.kind === ts.SyntaxKind.AsyncKeyword || ts.isAwaitExpression(node)) return 'async: a plain return value'
  if (node.kind === ts.SyntaxKind.AsteriskAsteriskToken || node.kind === ts.SyntaxKind.AsteriskAsteriskEqualsToken) {
    return '**: multiply, or src/base/exact-math.ts'
  }
  if (ts.isPropertyAccessExpression(node)) {
    const name = node.name.text
    if (Object.hasOwn(METHODS, name)) return `${name}: use ${METHODS[name]}`
    if (!ts.isIdentifier(node.expression) || node.expression.text !== 'Math') return null
    if (name === 'random') return 'Math.random: use src/base/random.ts'
    return MATH_EXACT.has(name) || /^[A-Z]/.test(name) ? null : `Math.${name}: not exact, use src/base/exact-math.ts`
  }
  if (!ts.isIdentifier(node) || !Object.hasOwn(GLOBALS, node.text) || isNameOnly(node)) return null
  return `${node.text}: use ${GLOBALS[node.text]}`
}

/**
 * Whether an identifier only names a property or a member, `x.process` or `{ process: 1 }`, and refers to no global.
 */
function isNameOnly(node: ts.Identifier): boolean {
  const { parent } = node
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node
  return (
    (ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent) || ts.isPropertyDeclaration(parent)) &&
    parent.name === node
  )
}

const BANNED_WORDS: Readonly<Record<string, string>> = {
  data: 'say which: samples, rows, bytes, …',
  info: 'say which',
  manager: 'say what it does',
  helper: 'say what it does',
  helpers: 'say what it does',
  util: 'say what it does',
  utils: 'say what it does',
  handle: 'say which: index, id, subscription, … or the verb',
}

/** Names that platforms and libraries fix. */
const FIXED_NAMES = new Set(['workerData', 'columnData', 'columnsData', 'addr_info', 'info_kind', 'info_data'])

/** Declared names of our own say what they are. Names read from libraries are not ours. */
export const plainNames: Rule = (source) => {
  if (!/^(src|simulator|tests)\//.test(source.path) || !isCode(source.path)) return []
  const breaches: Breach[] = []
  walk(treeOf(source), (node) => {
    const name = declaredName(node)
    if (name === null || FIXED_NAMES.has(name.text)) return
    for (const word of wordsOf(name.text)) {
      if (Object.hasOwn(BANNED_WORDS, word))
        breaches.push(breachAt(source, name, `"${name.text}": ${BANNED_WORDS[word]}`))
    }
  })
  return breaches
}

function declaredName(node: ts.Node): ts.Identifier | null {
  const isDeclaration =
    ts.isVariableDeclaration(node) ||
    ts.isParameter(node) ||
    ts.isFunctionDeclaration(node) ||
    ts.isClassDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isMethodDeclaration(node) ||
    ts.isPropertySignature(node) ||
    ts.isPropertyDeclaration(node)
  return isDeclaration && node.name !== undefined && ts.isIdentifier(node.name) ? node.name : null
}

function wordsOf(name: string): readonly string[] {
  return name.split(/(?=[A-Z])|_/).map((word) => word.toLowerCase())
}

/** Marks that must not stay. The words are put together here so that this file does not carry them. */
const MARKS = new RegExp(`\\b(${['FIX', 'TO', 'XX'].map((head, i) => head + ['ME', 'DO', 'X'][i]).join('|')})\\b`)

/** No marks of unfinished work. */
export const noMarks: Rule = (source) => linesMatching(source, MARKS, 'finish it, or open an issue')

/** No path of one machine and no registry host in anything that is tracked. */
const MACHINE = new RegExp(
  ['/wo' + 'rk/', '/tm' + 'p/', 'registry\\.npm' + 'js', '/ho' + 'me/\\w+', '"resol' + 'ved": "'].join('|'),
)
export const noMachinePaths: Rule = (source) => linesMatching(source, MACHINE, 'this names one machine or registry')

function linesMatching(source: SourceText, pattern: RegExp, message: string): readonly Breach[] {
  const breaches: Breach[] = []
  source.text.split('\n').forEach((line, i) => {
    const match = pattern.exec(line)
    if (match !== null) breaches.push({ path: source.path, line: i + 1, message: `"${match[0]}": ${message}` })
  })
  return breaches
}
