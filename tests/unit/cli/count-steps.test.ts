import { runInThisContext } from 'node:vm'
import { expect, it } from 'vitest'
import { withSteps } from '../../../src/cli/policy/count-steps.ts'
import { createTraps, STEPS_MAX, TRAP_NAMES } from '../../../src/model/policy-traps.ts'

/** Runs the body of a function with its steps counted; what it answered or threw, and what the traps say. */
async function ran(body: string): Promise<{ readonly value: unknown; readonly slip: string | null }> {
  const text = await withSteps(`(function (${TRAP_NAMES.join(', ')}) {\n${body}\n})`)
  const { globals, slip } = createTraps()
  const call = runInThisContext(text) as (...globals: readonly unknown[]) => unknown
  let value: unknown
  try {
    value = call(...globals)
  } catch (error) {
    value = error
  }
  return { value, slip: slip() }
}

it.each([
  ['while', 'while (true);'],
  ['while with a block', 'let i = 0; while (true) { i++ }'],
  ['do', 'do ; while (true)'],
  ['for', 'for (;;);'],
  ['for of', 'function* on() { while (true) yield 1 }\nfor (const x of on());'],
  ['an iterator of the language', 'const on = { *[Symbol.iterator]() { for (;;) yield 1 } }\nArray.from(on)'],
  ['a map that grows under way', 'const m = new Map([[0, 0]]); m.forEach((_, k) => m.set(k + 1, m.delete(k)))'],
  ['calls that double', 'const f = (n) => n === 0 ? 1 : f(n - 1) + f(n - 1)\nreturn f(60)'],
  ['methods that double', 'const o = { f(n) { return n === 0 ? 1 : o.f(n - 1) + o.f(n - 1) } }\nreturn o.f(60)'],
  [
    'getters that double',
    'let n = 60; const o = { get f() { n--; const r = n < 0 ? 1 : o.f + o.f; n++; return r } }\nreturn o.f',
  ],
  ['a loop that catches its end', 'while (true) { try { while (true); } catch {} }'],
  ['a loop that goes on in the end', 'out: while (true) { try { while (true); } finally { continue out } }'],
  ['an end that is caught', 'try { while (true); } catch {}\nreturn 1'],
])('ends %s', async (_, body) => {
  expect((await ran(body)).slip).toBe('takes more than 1,000,000 steps without an answer')
})

it.each([
  ['"use strict"\nlet s = 0; for (let i = 0; i < 1000; i++) s += i\nreturn s', 499_500],
  ['return [3, 1, 2].sort((a, b) => a - b).map((x) => ({ x }))', [{ x: 1 }, { x: 2 }, { x: 3 }]],
  [
    'class A { constructor() { this.a = 1 } }\nclass B extends A { constructor() { super(); this.b = 2 } }\nreturn { ...new B() }',
    { a: 1, b: 2 },
  ],
  ['const f = ({ a = 1 } = {}, ...more) => a + more.length\nreturn [f(), f({ a: 2 }, 1, 1)]', [1, 4]],
  [
    'let n = 0; outer: for (const i of [1, 2]) for (const k in { a: 1 }) { if (i === 2) break outer; n++ }\nreturn n',
    1,
  ],
  ['return (() => { "use strict"; return this === undefined })()', false],
  ['const g = function* () { const got = yield 1; return got }\nconst it = g(); it.next(); return it.next(7).value', 7],
])('leaves what %s means as it is', async (body, value) => {
  expect(await ran(body)).toEqual({ value, slip: null })
})

it.each([
  ["return 'aaab'.match('(a+)+$')", 'a regular expression made of a text'],
  ["return [...'aaab'.matchAll('a*')]", 'a regular expression made of a text'],
  ["const name = 'aaab'; return name?.search('(a|a)*b')", 'a regular expression made of a text'],
  ["return new RegExp('(a+)+$')", 'RegExp'],
])('refuses what %s would try', async (body, what) => {
  expect((await ran(body)).slip).toBe(`reaches for ${what}`)
})

it('lets a text be found, and a regular expression that is written as one', async () => {
  const body = "return ['a-b'.search('-'), 'a1'.match(/[0-9]/)[0], 'a'.match('b'), [...'ab'.matchAll(/[ab]/g)].length]"
  expect(await ran(body)).toEqual({ value: [1, '1', null, 2], slip: null })
})

it('counts anew after each look', () => {
  const { globals, slip } = createTraps()
  const steps = globals[TRAP_NAMES.indexOf('berthSteps')] as { left: number }
  steps.left = 5
  expect(slip()).toBe(null)
  expect(steps.left).toBe(STEPS_MAX)
})
