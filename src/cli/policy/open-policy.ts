import { readFileSync } from 'node:fs'
import { runInThisContext } from 'node:vm'
import { assert } from '../../base/assert.ts'
import { failed, ok, type Result } from '../../base/result.ts'
import { loadPolicy } from '../../model/parse/policy.ts'
import type { LoadedPolicy, PolicyModule } from '../../model/policy-traps.ts'
import { unreadWords } from '../scenario-source.ts'
import { bundlePolicy } from './bundle-policy.ts'
import { typeFaults } from './check-types.ts'

/** A policy that was checked, with the text of its bundle for threads, browsers and run directories. */
export interface OpenPolicy extends LoadedPolicy {
  readonly text: string
}

/** One that was read from files. */
export interface PolicyOfFiles extends OpenPolicy {
  /** Its own file and what that imports. */
  readonly files: readonly string[]
}

/** Checks the types of a policy file, bundles it and loads it; every fault with the line or the part it is in. */
export async function openPolicy(path: string): Promise<Result<PolicyOfFiles>> {
  try {
    readFileSync(path)
  } catch (error) {
    return failed([{ path, found: unreadWords(error), expected: 'a readable policy file' }])
  }
  if (!/\.m?ts$/.test(path)) {
    return failed([{ path, found: 'a file of another kind', expected: 'TypeScript: a name that ends in .ts' }])
  }
  const faults = await typeFaults(path)
  if (faults.length > 0) return failed(faults)
  const bundled = await bundlePolicy(path)
  if (!bundled.ok) return bundled
  const { text, files } = bundled.value
  const loaded = await loadBundle(text)
  if (loaded.ok) return ok({ ...loaded.value, files })
  return failed(loaded.faults.map((fault) => ({ ...fault, path: join(path, fault.path) })))
}

function join(file: string, path: string): string {
  return path === '' ? file : `${file}: ${path}`
}

/** Loads a bundle made before. */
export async function loadBundle(text: string): Promise<Result<OpenPolicy>> {
  const expression = text.replace(/^export default/, '"use strict";0,')
  const module = runInThisContext(expression, { filename: 'policy.js' }) as PolicyModule
  const loaded = loadPolicy(module)
  return loaded.ok ? { ok: true, value: { ...loaded.value, text } } : loaded
}

/** As `loadBundle`, in a thread whose starter loaded the same text. */
export async function loadedAgain(text: string): Promise<OpenPolicy> {
  const loaded = await loadBundle(text)
  assert(loaded.ok, 'the policy was loaded once already')
  return loaded.value
}
