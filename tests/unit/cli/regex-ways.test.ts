import { expect, it } from 'vitest'
import { regexWays, WAYS_MAX } from '../../../src/cli/policy/regex-ways.ts'

const ways = ({ source, flags }: RegExp): number => regexWays(source, flags)

it.each([
  /^(a+)+$/,
  /(a|a)*b/,
  /^(?:a?){30}a{30}$/,
  /(?<word>\w+\s?)*$/,
  /(x+x+)+y/,
  /^(?=(a+)*b)/,
  /a*a*a*a*a*b/,
  /^a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?aaaaaaaaaaaaaaaaaaaaaaaaaaaa$/,
  new RegExp(`^${'(a|a)'.repeat(28)}$`),
  /((\u{61}+)b)*/u,
])('%s backtracks too long', (pattern) => {
  expect(ways(pattern)).toBeGreaterThan(WAYS_MAX)
})

it.each([
  [/^sz-a$/, 1],
  [/sz-a/, 254],
  [/^[a-z]+$/, 254],
  [/\d+$/, (254 * 255) / 2],
  [/^(?:sz|sh|tj)-m?/, 6],
  [/^[\](+)+]\(\*\/+?$/, 254],
  [/^(?:ab-)*\d{2,4}$/, 3 * 254],
  [/^\u{61}\p{L}{3}$/u, 1],
  [/^a{,3}$/, 1],
  [/a/y, 1],
] as const)('%s has %i ways', (pattern, count) => {
  expect(ways(pattern)).toBe(count)
})

it('lets the parts of a name through', () => {
  expect(ways(/^([a-z]+)-([a-z])-m(\d+)-h(\d+)$/)).toBeLessThan(WAYS_MAX)
  expect(ways(/^(?<idc>[a-z-]+)-m(?<module>\d+)-h(?<host>\d+)$/)).toBeLessThan(WAYS_MAX)
})
