import { expect, it } from 'vitest'
import { syntaxFaults } from '../../../src/cli/policy/syntax-faults.ts'

const found = async (text: string): Promise<readonly string[]> => {
  return (await syntaxFaults('mine.ts', text, [])).map((fault) => `${fault.path}: ${fault.found}`)
}

it.each([
  ['export const late = async () => 1', 'an async function'],
  ['export const late = { async f() {} }', 'an async function'],
  ['export async function* late() { for await (const x of []) yield x }', 'an async function'],
  ["export const late = () => { import('node:fs').then(({ rmSync }) => rmSync('x')); return 1 }", 'import()'],
  ["export const score = () => (0, eval)('Date.now()') % 100", 'eval'],
  ['export const score = ((run) => run)(eval)', 'eval'],
  ['export const all = { eval }', 'eval'],
])('finds what no trap sees in %s', async (text, words) => {
  expect(await found(text)).toEqual([`mine.ts: ${words}`])
})

it.each([
  "export const async = 1, words = 'async eval import()' // eval",
  'export const score = (host, { eval: kept }) => host.eval + kept',
  "import { a } from './a.ts'\nexport default { a }",
])('finds nothing in %s', async (text) => {
  expect(await found(text)).toEqual([])
})
