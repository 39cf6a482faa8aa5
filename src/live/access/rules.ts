import type { DetailedError } from '@cedar-policy/cedar-wasm/nodejs'
import { type Fault, failed, ok, type Result } from '../../base/result.ts'
import { FaultList, shortened } from '../../model/parse/faults.ts'
import { cedar } from './cedar.ts'
import { VOCABULARY } from './vocabulary.ts'

/** Rules in force, by their ids in the order of the file. */
export interface Rules {
  readonly ids: readonly string[]
  readonly texts: Readonly<Record<string, string>>
}

interface Rule {
  readonly id: string
  readonly text: string
  /** Line of its first character, from 1. */
  readonly line: number
}

/**
 * Reads a rules file: Cedar policies, each with an `@id` of its own, that speak of what VOCABULARY has. All faults are
 * listed; paths are `line 12`, or `line 12: ID` where the rule is known.
 */
export function parseRules(text: string): Result<Rules> {
  const parts = cedar.policySetTextToParts(text)
  if (parts.type === 'failure') return failed(parts.errors.flatMap((error) => syntaxFaults(error, text)))
  const faults = new FaultList()
  const lineOf = lineFinder(text)
  for (const template of parts.policy_templates) {
    faults.add(`line ${lineOf(template)}`, 'a template (a rule with a slot)', 'a rule without slots')
  }
  const rules = parts.policies.map((policy) => ({ id: idOf(policy), text: policy, line: lineOf(policy) }))
  rules.sort((a, b) => a.line - b.line)
  checkIds(rules, faults)
  for (const rule of rules) faults.addAll(vocabularyFaults(rule))
  if (rules.length === 0 && faults.isEmpty) faults.add('', 'no rule', 'at least one rule that permits something')
  if (!faults.isEmpty) return failed(faults.all)
  return ok({ ids: rules.map(({ id }) => id), texts: Object.fromEntries(rules.map((rule) => [rule.id, rule.text])) })
}

function idOf(policy: string): string {
  const parsed = cedar.policyToJson(policy)
  return parsed.type === 'success' ? (parsed.json.annotations?.['id'] ?? '') : ''
}

function checkIds(rules: readonly Rule[], faults: FaultList): void {
  const lines = new Map<string, number>()
  for (const { id, line } of rules) {
    const earlier = lines.get(id)
    if (id === '') faults.add(`line ${line}`, 'a rule without @id', '@id("a-name") before it: refusals say it')
    else if (!/^[a-z0-9][-a-z0-9]{0,62}$/.test(id)) {
      faults.add(`line ${line}`, `@id(${shortened(id)})`, 'an id of at most 63 characters: a-z, 0-9 and hyphens')
    } else if (earlier !== undefined)
      faults.add(`line ${line}`, `@id("${id}") again`, `another than on line ${earlier}`)
    lines.set(id, earlier ?? line)
  }
}

/** A rule that names what is not there, compares what cannot be equal, or can never hold. */
function vocabularyFaults(rule: Rule): readonly Fault[] {
  const answer = cedar.validate({ schema: VOCABULARY, policies: { staticPolicies: { rule: rule.text } } })
  if (answer.type === 'failure') return answer.errors.flatMap((error) => syntaxFaults(error, rule.text))
  return [...answer.validationErrors, ...answer.validationWarnings].map(({ error }) => {
    const start = error.sourceLocations?.[0]?.start ?? 0
    const line = rule.line + lineAt(rule.text, start) - 1
    return {
      path: rule.id === '' ? `line ${line}` : `line ${line}: ${rule.id}`,
      found: sentence(error.message),
      expected: error.help ?? 'a rule that the vocabulary of docs/OPERATING.md allows and that can hold',
    }
  })
}

function syntaxFaults(error: DetailedError, text: string): Fault[] {
  const place = error.sourceLocations?.[0]
  const own: Fault = {
    path: place === undefined ? '' : `line ${lineAt(text, place.start)}`,
    found: sentence(error.message),
    expected: (place?.label ?? error.help ?? 'a rule as Cedar writes it').replace(/^expected /, ''),
  }
  return [own, ...(error.related ?? []).flatMap((other) => syntaxFaults(other, text))]
}

function sentence(message: string): string {
  return message.replace(/^failed to parse polic(y|ies) from string: /, '').replace(/^for policy `[^`]*`, /, '')
}

/** Line of a byte of a text, from 1: Cedar counts bytes of UTF-8. */
function lineAt(text: string, byte: number): number {
  return Buffer.from(text).subarray(0, byte).toString('latin1').split('\n').length
}

/** Finds the line on which a part of the text begins; of equal parts, each time the next one. */
function lineFinder(text: string): (part: string) => number {
  const next = new Map<string, number>()
  return (part) => {
    const at = text.indexOf(part, next.get(part) ?? 0)
    if (at < 0) return 1
    next.set(part, at + 1)
    return text.slice(0, at).split('\n').length
  }
}
