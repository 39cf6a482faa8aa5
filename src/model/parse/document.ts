import { parseDocument } from 'yaml'
import type { Fault, Result } from '../../base/result.ts'
import { failed, ok } from '../../base/result.ts'

/** Longest document read, in characters. A year of hourly samples is some 60 KB; the limit is for the wrong file. */
export const DOCUMENT_LENGTH_MAX = 32 * 1024 * 1024

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
    if (problems.length > 0)
      return failed(problems.slice(0, SYNTAX_FAULTS_MAX).map((problem) => syntaxFault(problem, text)))
    return ok(document.toJS({ maxAliasCount: 100 }))
  } catch (error) {
    // The parser throws on text nested deeper than the stack and on too many aliases.
    const isDeep = error instanceof RangeError
    const found = isDeep ? 'lists or maps nested too deeply' : 'an alias that leads nowhere, or too many of them'
    return failed([{ path: '', found, expected: isDeep ? 'a few levels' : 'an anchor for each alias' }])
  }
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
