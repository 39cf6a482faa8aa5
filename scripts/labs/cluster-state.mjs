import { execFileSync } from 'node:child_process'
import { existsSync, readlinkSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { labsFolder } from './cache.mjs'

/** What `npm run cluster:up` started: `{ url, kubeconfig, programs: [{ name, pid, path }] }`, in the folder below. */
export const STATE_FILE = 'state.json'

/** The folder of the one cluster that a person keeps running. */
export function stateFolder() {
  return join(labsFolder(), 'cluster-up')
}

/** Whether the process still is that program: its number may have gone to another since. */
export function isRunning({ pid, path }) {
  try {
    if (existsSync('/proc/self/exe')) return readlinkSync(`/proc/${pid}/exe`) === realpathSync(path)
    return execFileSync('ps', ['-p', String(pid), '-o', 'comm='], { encoding: 'utf8' }).trim() === path
  } catch {
    return false
  }
}
