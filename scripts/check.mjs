import { installPackages, requireNode } from './prepare.mjs'

// `npm run check`: what to run before each commit, in under a minute.

requireNode()
installPackages()
const { finish, runStatic, runVitest } = await import('./steps.mjs')
finish([runStatic(), runVitest(['architecture', 'unit'])])
