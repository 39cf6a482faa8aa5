import { inject } from 'vitest'
import { attachGuest, type Guest } from './guest.ts'

/** The guest that all tests of the host project share. Leave it as it was found. */
export function sharedGuest(): Guest {
  return attachGuest(inject('guest'))
}
