#!/usr/bin/env node
import { buildWhenStale, isStale } from '../scripts/build.mjs'

// The command is TypeScript: in a clone it is built when the sources are newer than the last build.
try {
  if (isStale('cli') && process.stderr.isTTY) process.stderr.write('building berth ...\n')
  await buildWhenStale('cli')
} catch (error) {
  process.stderr.write(`berth: cannot build: ${error instanceof Error ? error.message : String(error)}\n`)
  process.stderr.write('Run "npm ci" first, then try again.\n')
  process.exit(2)
}
let main
try {
  main = (await import('../dist/cli/berth.js')).main
} catch (error) {
  process.stderr.write(`berth: cannot load the build: ${error instanceof Error ? error.message : String(error)}\n`)
  process.stderr.write('Run "npm run build", then try again.\n')
  process.exit(70)
}
await main(process.argv)
