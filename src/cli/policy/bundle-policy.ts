import { isAbsolute, resolve } from 'node:path'
import type { Rolldown } from 'vite'
import { failed, ok, type Result } from '../../base/result.ts'
import { TRAP_NAMES } from '../../model/policy-traps.ts'
import { withSteps } from './count-steps.ts'
import { regexFaults } from './regex-faults.ts'
import { syntaxFaults } from './syntax-faults.ts'

/** What the bundle calls the policy inside. */
const NAME = 'berthPolicy'

export interface Bundle {
  readonly text: string
  /** Paths of the files it was made of. */
  readonly files: readonly string[]
}

/**
 * Bundles a policy and what it imports to the text of one module, whose default export is a function of the globals
 * that it gets in place of the real ones (`model/policy-traps.ts`) and in which each step is counted. Threads and
 * browsers import the same text.
 */
export async function bundlePolicy(path: string): Promise<Result<Bundle>> {
  const { build } = await import('vite')
  try {
    const output = await build({
      configFile: false,
      logLevel: 'silent',
      publicDir: false,
      build: {
        write: false,
        minify: false,
        target: 'es2022',
        lib: { entry: resolve(path), name: NAME, formats: ['iife'] },
        rollupOptions: { output: { exports: 'default' } },
      },
    })
    const [chunk] = (Array.isArray(output) ? output[0] : (output as Rolldown.RolldownOutput)).output
    const { code, moduleIds } = chunk.type === 'chunk' ? chunk : { code: '', moduleIds: [] }
    const files = moduleIds.filter(isAbsolute)
    const faults = [...(await syntaxFaults(path, code, files)), ...(await regexFaults(path, code))]
    if (faults.length > 0) return failed(faults)
    const text = `export default function (${TRAP_NAMES.join(', ')}) {\n${code}\nreturn ${NAME}\n}\n`
    return ok({ text: await withSteps(text), files })
  } catch (error) {
    const found = error instanceof Error ? error.message.split('\n')[0] : String(error)
    return failed([{ path, found, expected: 'a module that can be bundled' }])
  }
}
