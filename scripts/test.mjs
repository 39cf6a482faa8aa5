import { installChromium, installPackages, requireNode } from './prepare.mjs'

// `npm test`: everything that can be checked on this machine. `npm test -- WORDS` passes words on to vitest.

const PROJECTS = ['architecture', 'unit', 'property', 'scenario', 'bad-input', 'cli', 'parity', 'browser']

requireNode()
installPackages()
installChromium()
const { finish, labsHere, runStatic, runVitest } = await import('./steps.mjs')
const labs = labsHere()
finish([runStatic(), runVitest([...PROJECTS, ...labs.names], process.argv.slice(2)), labs.absent])
