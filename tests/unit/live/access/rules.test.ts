import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Access, readAccess } from '../../../../src/live/access/access.ts'
import { parseRules } from '../../../../src/live/access/rules.ts'
import { ACCESS_ACTIONS, type AccessAction, type Role, type Subject } from '../../../../src/model/api.ts'

const PLAN = { kind: 'plan', name: 'p', author: 'ann', games: ['moba'], regions: ['sz'], steps: 3 } as const

function defaultAccess() {
  const access = readAccess(null)
  if (!access.ok) throw new Error(JSON.stringify(access.faults))
  return access.value
}

function subject(roles: readonly Role[], more: Partial<Subject> = {}): Subject {
  return { name: 'bob', roles, games: [], regions: [], ...more }
}

/** What each role may do to a plan of somebody else. */
const MATRIX: readonly (readonly [Role, readonly AccessAction[]])[] = [
  ['author', ['read', 'author']],
  ['approver', ['read', 'approve']],
  ['operator', ['read', 'apply']],
  ['reader', ['read']],
  ['admin', ['read', 'administer']],
]

/** Which role by which rule would allow what none of a subject's does. */
const WAYS: Readonly<Record<AccessAction, string>> = {
  read: '',
  author: 'the role author would (authors-make-plans)',
  approve: 'the role approver would (approvers-approve)',
  apply: 'the role operator would (operators-apply)',
  administer: 'the role admin would (admins-administer)',
}

const FORBIDDEN: readonly (readonly [string, Subject, AccessAction, object, string])[] = [
  ['own plan', subject(['author', 'approver'], { name: 'ann' }), 'approve', {}, 'approver-is-not-author'],
  ['own plan, as admin', subject(['admin', 'approver'], { name: 'ann' }), 'approve', {}, 'approver-is-not-author'],
  ['a game of others', subject(['operator'], { games: ['mmo'] }), 'apply', {}, 'only-games-of-the-token'],
  [
    'a second game',
    subject(['operator'], { games: ['moba'] }),
    'apply',
    { games: ['mmo', 'moba'] },
    'only-games-of-the-token',
  ],
  ['reading a game of others', subject(['reader'], { games: ['mmo'] }), 'read', {}, 'only-games-of-the-token'],
  ['a region of others', subject(['author'], { regions: ['nj'] }), 'author', {}, 'only-regions-of-the-token'],
  ['a large plan', subject(['approver']), 'approve', { steps: 1001 }, 'large-plans-need-an-admin'],
]

const ALLOWED: readonly (readonly [string, Subject, AccessAction, object])[] = [
  ['its game', subject(['operator'], { games: ['mmo', 'moba'] }), 'apply', {}],
  ['its region', subject(['approver'], { regions: ['sz'] }), 'approve', {}],
  ['a large plan, as admin', subject(['approver', 'admin']), 'approve', { steps: 5000 }],
  ['a large plan, applied', subject(['operator']), 'apply', { steps: 5000 }],
  ['the largest plan of all', subject(['approver']), 'approve', { steps: 1000 }],
]

describe('the default rules', () => {
  const access = defaultAccess()

  it.each(MATRIX)('let %s do what it is for and nothing else', (role, allowed) => {
    for (const action of ACCESS_ACTIONS) {
      const verdict = access.decide(subject([role]), action, PLAN)
      expect([action, verdict]).toEqual([
        action,
        allowed.includes(action) ? { allowed: true } : { allowed: false, rule: `no rule allows; ${WAYS[action]}` },
      ])
    }
    const may = Object.entries(access.may(subject([role]))).filter(([, yes]) => yes)
    expect(may.map(([action]) => action)).toEqual(allowed)
  })

  it('let nobody without a role do more than read', () => {
    for (const action of ACCESS_ACTIONS) {
      expect(access.decide(subject([]), action, { kind: 'adapter' }).allowed).toBe(action === 'read')
    }
  })

  it.each(FORBIDDEN)('forbid %s', (_, who, action, more, rule) => {
    expect(access.decide(who, action, { ...PLAN, ...more })).toEqual({ allowed: false, rule })
  })

  it.each(ALLOWED)('allow %s', (_, who, action, more) => {
    expect(access.decide(who, action, { ...PLAN, ...more })).toEqual({ allowed: true })
  })
})

const OVERFLOW = `
@id("all") permit (principal, action, resource);
@id("sum") forbid (principal, action, resource is Plan) when { resource.steps + 9223372036854775807 < 0 };
`

describe('rules of one’s own', () => {
  it('replace the default ones', () => {
    const folder = mkdtempSync(join(tmpdir(), 'berth-rules-'))
    writeFileSync(join(folder, 'access.cedar'), '@id("root") permit (principal, action, resource);\n')
    const access = readAccess(folder)
    rmSync(folder, { recursive: true })
    expect(access.ok && access.value.decide(subject([], { name: 'ann' }), 'approve', PLAN)).toEqual({ allowed: true })
  })

  it('name every role that would allow it, and say when none would', () => {
    const text =
      '@id("both") permit (principal, action == Action::"apply", resource)\n' +
      'when { principal in Role::"operator" || principal in Role::"admin" };\n' +
      '@id("root") permit (principal == Subject::"root", action == Action::"author", resource);\n'
    const rules = parseRules(text)
    const access = rules.ok ? new Access(rules.value) : null
    const refused = (action: AccessAction) => access?.decide(subject(['reader']), action, PLAN)
    const ways = 'the role operator would (both), admin would (both)'
    expect(refused('apply')).toEqual({ allowed: false, rule: `no rule allows; ${ways}` })
    expect(refused('author')).toEqual({ allowed: false, rule: 'no rule allows; nor would one with another role' })
  })

  it('refuse by the rule that cannot be evaluated, for it might have forbidden', () => {
    const rules = parseRules(OVERFLOW)
    expect(rules.ok).toBe(true)
    const folder = mkdtempSync(join(tmpdir(), 'berth-rules-'))
    writeFileSync(join(folder, 'access.cedar'), OVERFLOW)
    const access = readAccess(folder)
    rmSync(folder, { recursive: true })
    expect(access.ok && access.value.decide(subject([]), 'read', PLAN)).toEqual({ allowed: false, rule: 'sum' })
  })
})

const FAULTY: readonly (readonly [string, string, readonly (readonly [string, string, string])[]])[] = [
  [
    'broken syntax, each place',
    '@id("a") permit (principal, action == , resource);\n@id("b") permit (principal, action, resource)',
    [
      ['line 2', 'unexpected end of input', '`;`'],
      ['line 1', 'unexpected token `,`', 'identifier'],
    ],
  ],
  [
    'names that are not there, each',
    '\n@id("a") permit (principal in Rle::"author", action == Action::"autor", resource);\n' +
      '@id("b") permit (principal, action, resource)\nwhen { principal.nam == "x" };',
    [
      ['line 2: a', 'Rle', 'Role'],
      // What Cedar takes for the nearest action differs from call to call of one process.
      ['line 2: a', 'autor', 'Action::'],
      ['line 4: b', 'nam', ''],
    ],
  ],
  [
    'ids that are missing, twice there or odd',
    'permit (principal, action, resource);\n@id("a") permit (principal, action, resource);\n' +
      '@id("a") permit (principal, action, resource);\n@id("A b") permit (principal, action, resource);',
    [
      ['line 1', 'a rule without @id', '@id'],
      ['line 3', '@id("a") again', 'another than on line 2'],
      ['line 4', 'A b', 'an id of at most'],
    ],
  ],
  ['a template', '@id("a") permit (principal == ?principal, action, resource);', [['line 1', 'a template', 'slots']]],
  ['nothing', '// later\n', [['', 'no rule', 'at least one']]],
]

describe('a faulty rules file', () => {
  it.each(FAULTY)('is told %s', (_, text, expected) => {
    const rules = parseRules(text)
    if (rules.ok) throw new Error('was accepted')
    for (const [path, found, wanted] of expected) {
      const like = { path, found: expect.stringContaining(found), expected: expect.stringContaining(wanted) }
      expect(rules.faults).toContainEqual(like)
    }
    expect(rules.faults.length).toBeGreaterThanOrEqual(expected.length)
  })
})
