import { describe, expect, it } from 'vitest'
import { circlesIn } from './circles.ts'
import { importsAllowed, importsNameFiles, noBarrels, packagesReached, packagesUnused } from './imports.ts'
import { fileLength, functionLength, lineWidth, noDefaultExports, testsRun } from './shape.ts'
import type { Rule } from './source.ts'
import { noMachinePaths, noMarks, plainNames, pureTokens } from './tokens.ts'

const join = (...parts: readonly string[]): string => parts.join('')

/** Each row: rule, path, a sample that breaks it, words of the message. */
const BAD: readonly (readonly [string, Rule, string, string, string])[] = [
  ['base imports model', importsAllowed, 'src/base/a.ts', "import { x } from '../model/b.ts'", 'base may not'],
  ['model imports parse', importsAllowed, 'src/model/a.ts', "import { x } from './parse/b.ts'", 'model may not'],
  [
    'engine imports the simulator',
    importsAllowed,
    'src/engine/a.ts',
    "import { x } from '../../simulator/b.ts'",
    'engine',
  ],
  [
    'engine imports its type',
    importsAllowed,
    'src/engine/a.ts',
    "import type { X } from '../../simulator/b.ts'",
    'engine',
  ],
  ['engine imports npm', importsAllowed, 'src/engine/a.ts', "import { z } from 'zod'", 'zod'],
  ['simulator imports Node', importsAllowed, 'simulator/a.ts', "import fs from 'node:fs'", 'node:fs'],
  ['simulator imports by name', importsAllowed, 'simulator/a.ts', "const x = await import('zod')", 'zod'],
  [
    'simulator re-exports',
    importsAllowed,
    'simulator/a.ts',
    "export { x } from '../src/cli/b.ts'",
    'simulator may not',
  ],
  [
    'checker imports a value',
    importsAllowed,
    'simulator/checker/a.ts',
    "import { x } from '../../src/base/b.ts'",
    'checker',
  ],
  ['checker imports the simulator', importsAllowed, 'simulator/checker/a.ts', "import { x } from '../b.ts'", 'checker'],
  [
    'workbench imports the engine',
    importsAllowed,
    'src/workbench/a.tsx',
    "import { x } from '../engine/b.ts'",
    'workbench',
  ],
  [
    'workbench imports the worker itself',
    importsAllowed,
    'src/workbench/a.tsx',
    "import '../worker/simulation.worker.ts'",
    '',
  ],
  ['chart imports React', importsAllowed, 'src/chart/a.ts', "import { x } from 'react'", 'react'],
  [
    'live imports the simulator',
    importsAllowed,
    'src/live/a.ts',
    "import { x } from '../../simulator/b.ts'",
    'live may not',
  ],
  ['live imports the agent', importsAllowed, 'src/live/a.ts', "import { x } from '../agent/b.ts'", 'live may not'],
  ['live imports the workbench', importsAllowed, 'src/live/a.ts', "import '../workbench/b.tsx'", 'live may not'],
  ['agent imports the engine', importsAllowed, 'src/agent/a.ts', "import { x } from '../engine/b.ts'", 'agent may not'],
  ['engine imports live', importsAllowed, 'src/engine/a.ts', "import type { X } from '../live/b.ts'", 'engine may not'],
  [
    'cli imports the workbench',
    importsAllowed,
    'src/cli/a.ts',
    "import { x } from '../workbench/b.tsx'",
    'cli may not',
  ],
  ['an import without ending', importsNameFiles, 'src/cli/a.ts', "import { x } from './b'", 'names no file'],
  ['a barrel', noBarrels, 'src/engine/index.ts', '', 'index'],
  ['a clock', pureTokens, 'src/engine/a.ts', 'const now = Date.now()', 'Date'],
  ['chance', pureTokens, 'simulator/a.ts', 'const x = Math.random()', 'Math.random'],
  ['an inexact function', pureTokens, 'simulator/a.ts', 'const x = Math.exp(1)', 'Math.exp'],
  ['a power', pureTokens, 'src/base/a.ts', 'const x = 2 ** 3', '**'],
  ['a promise', pureTokens, 'src/model/a.ts', 'export const x: Promise<number> | null = null', 'Promise'],
  ['an async function', pureTokens, 'src/model/a.ts', 'export async function x() {}', 'async'],
  ['a timer', pureTokens, 'simulator/a.ts', 'setTimeout(() => {}, 1)', 'setTimeout'],
  ['the process', pureTokens, 'simulator/a.ts', 'const x = process.env', 'process'],
  ['the console', pureTokens, 'simulator/checker/a.ts', "console.log('x')", 'console'],
  ['a locale', pureTokens, 'src/engine/a.ts', "const x = 'a'.localeCompare('b')", 'localeCompare'],
  ['a for…in', pureTokens, 'src/engine/a.ts', 'for (const x in {}) {}', 'for…in'],
  ['a vague variable', plainNames, 'src/cli/a.ts', 'const userData = 1', 'userData'],
  ['a vague function', plainNames, 'src/workbench/a.ts', 'function handleClick() {}', 'handleClick'],
  ['a vague class', plainNames, 'simulator/a.ts', 'class PodManager {}', 'PodManager'],
  ['a long file', fileLength, 'src/cli/a.ts', '\n'.repeat(301), '301 lines'],
  ['a long function', functionLength, 'src/cli/a.ts', join('function x() {', '\n'.repeat(70), '}'), '71 lines'],
  ['a long arrow', functionLength, 'src/cli/a.ts', join('const x = () => {', '\n'.repeat(70), '}'), '71 lines'],
  ['a wide line', lineWidth, 'src/cli/a.ts', `// ${'x'.repeat(118)}`, '121 columns'],
  ['a default export', noDefaultExports, 'src/cli/a.ts', 'export default 1', 'default'],
  ['a default function', noDefaultExports, 'src/cli/a.ts', 'export default function x() {}', 'default'],
  ['a test alone', testsRun, 'tests/a.test.ts', join('it.on', "ly('x', () => {})"), 'only'],
  ['a suite alone', testsRun, 'tests/a.test.ts', join('describe.on', "ly('x', () => {})"), 'only'],
  ['a test switched off', testsRun, 'tests/a.test.ts', join('it.sk', "ip('x', () => {})"), 'says why'],
  ['a skip without reason', testsRun, 'tests/a.test.ts', join("it('x', (context) => context.sk", 'ip())'), 'reason'],
  ['a mark', noMarks, 'src/cli/a.ts', join('// TO', 'DO later'), 'finish'],
  ['a machine path', noMachinePaths, 'docs/a.md', join('see /wo', 'rk/main'), 'machine'],
  ['a scratch path', noMachinePaths, 'tests/a.ts', join("'/tm", "p/x'"), 'machine'],
  ['a registry', noMachinePaths, 'package-lock.json', join('https://registry.npm', 'js.org/x'), 'registry'],
  ['a resolved address', noMachinePaths, 'package-lock.json', join('  "resol', 'ved": "http://x"'), 'machine'],
]

/** Each row: rule, path, a sample that is fine. */
const GOOD: readonly (readonly [string, Rule, string, string])[] = [
  ['engine imports model and base', importsAllowed, 'src/engine/a.ts', "import { x } from '../base/b.ts'"],
  ['checker imports a type', importsAllowed, 'simulator/checker/a.ts', "import type { X } from '../../src/model/b.ts'"],
  ['cli imports the simulator', importsAllowed, 'src/cli/run/a.ts', "import { x } from '../../../simulator/b.ts'"],
  ['parse imports zod', importsAllowed, 'src/model/parse/a.ts', "import { z } from 'zod'"],
  ['workbench reads a style', importsAllowed, 'src/workbench/a.tsx', "import './a.css'"],
  ['exact functions', pureTokens, 'simulator/a.ts', 'const x = Math.floor(Math.sqrt(2) * Math.PI)'],
  ['a property of that name', pureTokens, 'simulator/a.ts', 'const x = pod.process'],
  ['a comment', pureTokens, 'simulator/a.ts', '// Date, console and 2 ** 3'],
  ['a clock in the command', pureTokens, 'src/cli/a.ts', 'const now = performance.now()'],
  ['metadata', plainNames, 'src/cli/a.ts', 'const metadata = 1'],
  ['300 lines', fileLength, 'src/cli/a.ts', '\n'.repeat(300)],
  ['a long suite', functionLength, 'tests/a.test.ts', join("describe('x', () => {", '\n'.repeat(90), '})')],
  ['a skip with a reason', testsRun, 'tests/a.test.ts', join('it.sk', "ip('x, because y', () => {})")],
]

describe('the rules', () => {
  it.each(BAD)('report %s', (_, rule, path, text, words) => {
    const breaches = rule({ path, text })
    expect(breaches).toHaveLength(1)
    expect(breaches[0].message).toContain(words)
    expect(breaches[0].path).toBe(path)
  })

  it.each(GOOD)('let pass: %s', (_, rule, path, text) => {
    expect(rule({ path, text })).toEqual([])
  })

  it('follow imports through files to a package, types left out', () => {
    const sources = [
      { path: 'src/engine/a.ts', text: "import { b } from '../model/b.ts'\nimport type { Z } from 'zod'" },
      { path: 'src/model/b.ts', text: "import { c } from './parse/c.ts'" },
      { path: 'src/model/parse/c.ts', text: "import { z } from 'zod'" },
    ]
    const chain = 'src/engine/a.ts -> src/model/b.ts -> src/model/parse/c.ts -> zod'
    expect(packagesReached(sources, /^src\/engine\//)).toEqual([chain])
    expect(packagesReached(sources.slice(0, 2), /^src\/engine\//)).toEqual([])
  })

  it('name a package that nothing imports, one whose part or types are imported not', () => {
    const sources = [
      { path: 'src/cli/a.ts', text: "import { b } from 'one/part.js'\nimport type { C } from '@two/c'\n" },
      { path: 'docs/A.md', text: "import 'three'\n" },
    ]
    expect(packagesUnused(sources, ['one', '@two/c', 'three'])).toEqual(['three'])
  })

  it('name a circle of imports once, types left out', () => {
    const a = { path: 'src/base/a.ts', text: "import { b } from './b.ts'" }
    const b = { path: 'src/base/b.ts', text: "export { c } from './in/c.ts'" }
    const c = { path: 'src/base/in/c.ts', text: "import { a } from '../a.ts'" }
    expect(circlesIn([a, b, c])).toEqual(['src/base/a.ts -> src/base/b.ts -> src/base/in/c.ts -> src/base/a.ts'])
    expect(circlesIn([a, b, { ...c, text: "import type { A } from '../a.ts'" }])).toEqual([])
    expect(circlesIn([a, b])).toEqual([])
  })
})
