import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { circlesIn } from './architecture/circles.ts'
import { importsAllowed, importsNameFiles, noBarrels, packagesReached, packagesUnused } from './architecture/imports.ts'
import { fileLength, functionLength, lineWidth, noDefaultExports, testsRun } from './architecture/shape.ts'
import { projectFiles, type Rule } from './architecture/source.ts'
import { noMachinePaths, noMarks, plainNames, pureTokens } from './architecture/tokens.ts'

const files = projectFiles(dirname(dirname(fileURLToPath(import.meta.url))))

const RULES: readonly (readonly [string, Rule])[] = [
  ['folders import only what they may', importsAllowed],
  ['imports name files', importsNameFiles],
  ['there are no barrel files', noBarrels],
  ['pure folders name nothing that differs between runs', pureTokens],
  ['declared names say what they are', plainNames],
  ['no file is too long', fileLength],
  ['no function is too long', functionLength],
  ['no line is too wide', lineWidth],
  ['exports have names', noDefaultExports],
  ['every test runs or says why not', testsRun],
  ['no mark of unfinished work is left', noMarks],
  ['nothing names a machine or a registry', noMachinePaths],
]

describe('the project', () => {
  it.each(RULES)('%s', (_, rule) => {
    const breaches = files.flatMap((file) => rule(file))
    expect(breaches.map(({ path, line, message }) => `${path}:${line} ${message}`)).toEqual([])
  })

  it('reaches no package and no module of Node from the engine or the simulator', () => {
    expect(packagesReached(files, /^(src\/engine|simulator)\//)).toEqual([])
  })

  it('depends on no package that it does not import', () => {
    const manifest = files.find(({ path }) => path === 'package.json')
    const { dependencies } = JSON.parse(manifest?.text ?? '') as { dependencies: Record<string, string> }
    expect(packagesUnused(files, Object.keys(dependencies))).toEqual([])
  })

  it('has no circle of imports', () => {
    expect(circlesIn(files)).toEqual([])
  })

  it('is looked at as a whole', () => {
    const paths = files.map((file) => file.path)
    expect(paths).toContain('src/base/assert.ts')
    expect(paths).toContain('package-lock.json')
    expect(paths.filter((path) => path.startsWith('node_modules/'))).toEqual([])
  })
})
