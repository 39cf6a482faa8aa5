import { installChromium, installPackages, requireNode } from './prepare.mjs'

// `npm test`: everything that can be checked on this machine. `npm test -- WORDS` passes words on to vitest.

const PROJECTS = [
  'architecture',
  'unit',
  'property',
  'scenario',
  'vectors',
  'bad-input',
  'crash',
  'cli',
  'parity',
  'browser',
]

requireNode()
installPackages()
installChromium()
const { finish, labsHere, runStatic, runVitest } = await import('./steps.mjs')
const words = process.argv.slice(2)
const labs = labsHere()
// Each lab in a vitest of its own, after all else: what a lab starts for its tests runs only while they do.
finish([
  runStatic(),
  ...[PROJECTS, ...labs.names.map((lab) => [lab])].map((each) => runVitest(each, words)),
  labs.absent,
])
