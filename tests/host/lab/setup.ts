import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { hostParts, lab } from '../../../scripts/labs/host.mjs'
import { type GuestAddress, type StartedGuest, startGuest } from './guest.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    guest: GuestAddress
    guestBootMs: number
  }
}

/**
 * Global set-up of the project `host`: one guest for all its files, which run one at a time. Tests get it by
 * `sharedGuest()`. The console stays in .cache when a test failed.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { ok, reason } = lab.isInstalled()
  if (!ok) throw new Error(`the host lab is not here: ${reason}`)
  const serialPath = join(project.config.root, '.cache', `host-console-${process.pid}.log`)
  const guest: StartedGuest = await startGuest({ parts: hostParts(), serialPath })
  project.provide('guest', guest.address)
  project.provide('guestBootMs', guest.bootMs)
  return async () => {
    const hasFailures = project.vitest.state.getCountOfFailedTests() > 0
    await guest.stop({ keepLog: hasFailures })
    if (hasFailures) process.stderr.write(`the guest's console: ${serialPath}\n`)
  }
}
