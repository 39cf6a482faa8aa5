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
    const document = parseDocument(text, { prettyErrors: true, uniqueKeys: true, version: '1.2', logLevel: 'silent' })
    const problems = [...document.errors, ...document.warnings]
    if (problems.length > 0) return failed(problems.slice(0, SYNTAX_FAULTS_MAX).map(syntaxFault))
    return ok(document.toJS({ maxAliasCount: 100 }))
  } catch (error) {
    // The parser throws on text nested deeper than the stack and on too many aliases.
    const found = error instanceof RangeError ? 'nested too deeply' : 'aliases that cannot be resolved'
    return failed([{ path: '', found, expected: 'a YAML or JSON document' }])
  }
}

interface YamlProblem {
  readonly code: string
  readonly message: string
  readonly linePos?: readonly { readonly line: number; readonly col: number }[] | undefined
}

function syntaxFault(problem: YamlProblem): Fault {
  const at = problem.linePos?.[0]
  const sentence = problem.message.split('\n')[0].replace(/ at line \d+, column \d+:?$/, '')
  return {
    path: at === undefined ? '' : `line ${at.line}, column ${at.col}`,
    found: sentence,
    expected: EXPECTED_BY_CODE[problem.code] ?? 'YAML or JSON',
  }
}

const EXPECTED_BY_CODE: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'each key once',
  MULTIPLE_DOCS: 'one document',
  TAB_AS_INDENT: 'spaces',
  BAD_INDENT: 'consistent indentation and closed brackets',
}
