import { parseDocument } from 'yaml'
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
  try {
    const document = parseDocument(text, { prettyErrors: true, uniqueKeys: true, version: '1.2', logLevel: 'error' })
    const problems = [...document.errors, ...document.warnings]
    // The parser turns its own running out of stack into a syntax error.
    if (problems.some((problem) => /call stack|recursion/.test(problem.message))) return failed([TOO_DEEP])
    if (problems.length > 0)
      return failed(problems.slice(0, SYNTAX_FAULTS_MAX).map((problem) => syntaxFault(problem, text)))
    const value: unknown = document.toJS({ maxAliasCount: 100 })
    if (isDeeperThan(value, DEPTH_MAX)) return failed([TOO_DEEP])
    return ok(value)
  } catch (error) {
    if (error instanceof RangeError) return failed([TOO_DEEP])
    const found = 'an alias that leads nowhere, or too many of them'
    return failed([{ path: '', found, expected: 'an anchor for each alias' }])
  }
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
