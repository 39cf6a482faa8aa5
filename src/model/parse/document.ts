import { Lexer, Parser, parseDocument } from 'yaml'
import type { Fault, Result } from '../../base/result.ts'
import { failed, ok } from '../../base/result.ts'

/** Longest document read, in characters. A year of hourly samples is some 60 KB; the limit is for the wrong file. */
export const DOCUMENT_LENGTH_MAX = 32 * 1024 * 1024

/** Levels of lists and maps in one another; our documents need eight. */
const DEPTH_MAX = 32

const TOO_DEEP: Fault = {
  path: '',
  found: 'lists or maps nested too deeply',
  expected: `at most ${DEPTH_MAX} levels`,
}

/** Faults of YAML syntax reported at most: one slip often makes a hundred more. */
const SYNTAX_FAULTS_MAX = 20

/**
 * Reads YAML 1.2 or JSON text into plain values. Syntax errors, duplicate keys, tabs as indentation, several documents
 * in one text and alias bombs are faults with `line L, column C` as their path.
 */
export function parseDocumentText(text: string): Result<unknown> {
  if (text.length > DOCUMENT_LENGTH_MAX) {
    return failed([{ path: '', found: `${text.length} characters`, expected: `at most ${DOCUMENT_LENGTH_MAX}` }])
  }
  if (mayBeDeep(text) && isDeeplyNested(text)) return failed([TOO_DEEP])
  try {
    const document = parseDocument(text, { prettyErrors: true, uniqueKeys: true, version: '1.2', logLevel: 'error' })
    const problems = [...document.errors, ...document.warnings]
    if (problems.length > 0) return failed(syntaxFaults(problems, text))
    const value: unknown = document.toJS({ maxAliasCount: 100 })
    if (isDeeperThan(value, DEPTH_MAX)) return failed([TOO_DEEP])
    return ok(value)
  } catch {
    const found = 'an alias that leads nowhere, or too many of them'
    return failed([{ path: '', found, expected: 'an anchor for each alias' }])
  }
}

/** Whether brackets, or what a line begins with, leave it open that levels are too many; almost no document's do. */
function mayBeDeep(text: string): boolean {
  let open = 0
  for (const bracket of text.match(/[[\]{}]/g) ?? []) {
    open = Math.max(0, open + (bracket === '[' || bracket === '{' ? 1 : -1))
    if (open > DEPTH_MAX) return true
  }
  return new RegExp(`^[ ?:-]{${DEPTH_MAX}}`, 'm').test(text)
}

/**
 * Counts levels as the parser's first pass has them, which keeps a list of what is open. The second calls itself, and
 * where it runs out of stack in the middle of making a regular expression the process ends at once.
 */
function isDeeplyNested(text: string): boolean {
  const parser = new Parser()
  for (const lexeme of new Lexer().lex(text)) {
    for (const _ of parser.next(lexeme));
    // The document itself is open too, and a scalar.
    if (parser.stack.length > DEPTH_MAX + 2) return true
  }
  return false
}

/** Looks level by level, as what comes after walks documents by recursion. */
function isDeeperThan(value: unknown, levels: number): boolean {
  let level: unknown[] = [value]
  for (let depth = 0; depth <= levels && level.length > 0; depth++) {
    const below: unknown[] = []
    for (const item of level) {
      if (typeof item !== 'object' || item === null) continue
      for (const inner of Array.isArray(item) ? item : Object.values(item)) {
        if (typeof inner === 'object' && inner !== null) below.push(inner)
      }
    }
    level = below
  }
  return level.length > 0
}

interface YamlProblem {
  readonly code: string
  readonly message: string
  readonly pos: readonly [number, number]
  readonly linePos?: readonly { readonly line: number; readonly col: number }[] | undefined
}

/** One fault a problem, but many brackets that nobody closes are one. */
function syntaxFaults(problems: readonly YamlProblem[], text: string): Fault[] {
  const faults = problems.map((problem) => syntaxFault(problem, text))
  const byWords = new Map(faults.map((fault) => [JSON.stringify(fault), fault]))
  return [...byWords.values()].slice(0, SYNTAX_FAULTS_MAX)
}

function syntaxFault(problem: YamlProblem, text: string): Fault {
  const at = problem.linePos?.[0]
  const sentence = problem.message.split('\n')[0].replace(/ at line \d+, column \d+:?$/, '')
  const key = /^["']?([^\s:"']{1,60})/.exec(text.slice(problem.pos[0], problem.pos[0] + 64))?.[1]
  return {
    path: at === undefined ? '' : `line ${at.line}, column ${at.col}`,
    found: FOUND_BY_CODE[problem.code]?.(key ?? 'a key') ?? sentence,
    expected: EXPECTED_BY_CODE[problem.code] ?? 'YAML or JSON',
  }
}

const FOUND_BY_CODE: Readonly<Record<string, (key: string) => string>> = {
  DUPLICATE_KEY: (key) => `${key} again`,
  MULTIPLE_DOCS: () => 'a second document',
}

const EXPECTED_BY_CODE: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'each key once',
  MULTIPLE_DOCS: 'one document',
  TAB_AS_INDENT: 'spaces',
  BAD_INDENT: 'consistent indentation and closed brackets',
}
