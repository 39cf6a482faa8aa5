import ts from 'typescript'
import { type Breach, breachAt, isCode, type Rule, treeOf, walk } from './source.ts'

const LINES_MAX = 300
const FUNCTION_LINES_MAX = 70
const COLUMNS_MAX = 120

/** A file longer than this wants a reason; none has one. */
export const fileLength: Rule = (source) => {
  if (!isCode(source.path)) return []
  const lines = source.text.split('\n').length - 1
  if (lines <= LINES_MAX) return []
  return [{ path: source.path, line: LINES_MAX + 1, message: `${lines} lines; at most ${LINES_MAX}` }]
}

/** Functions fit on a screen. Test suites (`describe` and its like) are lists, not functions, and are not counted. */
export const functionLength: Rule = (source) => {
  if (!isCode(source.path)) return []
  const tree = treeOf(source)
  const breaches: Breach[] = []
  walk(tree, (node) => {
    if (!ts.isFunctionLike(node) || !('body' in node) || node.body === undefined || isSuite(node)) return
    const first = tree.getLineAndCharacterOfPosition(node.getStart(tree)).line
    const last = tree.getLineAndCharacterOfPosition(node.end).line
    const lines = last - first + 1
    if (lines > FUNCTION_LINES_MAX)
      breaches.push(breachAt(source, node, `a function of ${lines} lines; at most ${FUNCTION_LINES_MAX}`))
  })
  return breaches
}

function isSuite(node: ts.Node): boolean {
  const call = node.parent
  return ts.isCallExpression(call) && /^describe\b/.test(call.expression.getText())
}

/** Lines fit beside each other in a review. Lines that a web address or a text makes long are left alone. */
export const lineWidth: Rule = (source) => {
  if (!isCode(source.path)) return []
  const breaches: Breach[] = []
  source.text.split('\n').forEach((line, i) => {
    const columns = [...line].length
    if (columns > COLUMNS_MAX && !/https?:\/\/|^\s*(['"`]|[\w.]+: ['"`]|\[?['"`])/.test(line)) {
      breaches.push({ path: source.path, line: i + 1, message: `${columns} columns; at most ${COLUMNS_MAX}` })
    }
  })
  return breaches
}

/** Default exports have no name of their own; views, and files whose tool asks for one, are left. */
export const noDefaultExports: Rule = (source) => {
  if (!isCode(source.path) || /^src\/workbench\/.*\.tsx$|\.config\.ts$|^scripts\/.*reporter\.mjs$/.test(source.path))
    return []
  const breaches: Breach[] = []
  walk(treeOf(source), (node) => {
    const isDefault =
      ts.isExportAssignment(node) ||
      (ts.canHaveModifiers(node) && ts.getModifiers(node)?.some((word) => word.kind === ts.SyntaxKind.DefaultKeyword))
    if (isDefault) breaches.push(breachAt(source, node, 'a default export; give it a name'))
  })
  return breaches
}

/**
 * No test runs alone, and none is switched off without saying why: `it.skip('…: because …')` or `context.skip('…')`.
 */
export const testsRun: Rule = (source) => {
  if (!/\.test\.tsx?$/.test(source.path)) return []
  const breaches: Breach[] = []
  walk(treeOf(source), (node) => {
    if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return
    const called = node.expression
    const isTestWord = /^(it|test|describe|bench)\b/.test(called.expression.getText())
    const first = node.arguments[0]?.getText() ?? ''
    if (isTestWord && called.name.text === 'only') breaches.push(breachAt(source, node, 'only: the others do not run'))
    if (called.name.text === 'skip' && isTestWord && !/because|needs/.test(first)) {
      breaches.push(breachAt(source, node, 'skip: its name says why ("… because …", "… needs …")'))
    }
    if (
      called.name.text === 'skip' &&
      /^(context|ctx)$/.test(called.expression.getText()) &&
      !/['"`]/.test(node.getText())
    ) {
      breaches.push(breachAt(source, node, 'skip: pass the reason as a text'))
    }
  })
  return breaches
}
