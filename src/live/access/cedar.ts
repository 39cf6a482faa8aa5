import { createRequire } from 'node:module'
import { setFlagsFromString } from 'node:v8'
import type * as Cedar from '@cedar-policy/cedar-wasm/nodejs'

/**
 * Cedar, compiled by V8's quick compiler alone: with its optimizing one, to which Node leaves the module otherwise, the
 * first use costs some two seconds of processor time, and no verdict is quicker for it later. V8 looks at the flag when
 * the module is made, so that others are as they were.
 */
export const cedar: typeof Cedar = load()

function load(): typeof Cedar {
  setFlagsFromString('--liftoff-only')
  try {
    return createRequire(import.meta.url)('@cedar-policy/cedar-wasm/nodejs')
  } finally {
    setFlagsFromString('--no-liftoff-only')
  }
}
