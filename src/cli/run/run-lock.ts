import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { errorCode } from '../scenario-source.ts'

/** Held while a run writes its directory; holds the process id of the writer. */
export const LOCK_FILE = 'writing.lock'

/** Whether a file of this name is a lock, or one on its way out. */
export function isLockName(name: string): boolean {
  return name === LOCK_FILE || /^writing\.lock\.\d+$/.test(name)
}

/**
 * Takes the lock of a directory: null when taken, else who holds it, `process 4711`. A lock whose process is gone is
 * taken over. Throws errors of the file system.
 */
export function takeLock(directory: string): string | null {
  const path = join(directory, LOCK_FILE)
  if (create(path)) return null
  const held = readLock(path)
  if (held !== null && isAlive(held)) return `process ${held.trim()}`
  return takeOver(path, held) && create(path) ? null : 'another process'
}

/** Gives the lock back. */
export function giveLock(directory: string): void {
  rmSync(join(directory, LOCK_FILE), { force: true })
}

function create(path: string): boolean {
  try {
    writeFileSync(path, `${process.pid}\n`, { flag: 'wx' })
    return true
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false
    throw error
  }
}

/** Moves a dead lock away; false when meanwhile another process took it over: then it gets its lock back. */
function takeOver(path: string, dead: string | null): boolean {
  if (dead === null) return true
  const away = `${path}.${process.pid}`
  try {
    renameSync(path, away)
    const isDead = readLock(away) === dead
    if (!isDead) linkSync(away, path)
    rmSync(away)
    return isDead
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false
    throw error
  }
}

/** Text of a lock; null when it is gone by now. */
function readLock(path: string): string | null {
  try {
    return readFileSync(path, 'latin1')
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null
    throw error
  }
}

/** Whether the process that a lock names runs; one that may not be asked does. */
function isAlive(held: string): boolean {
  if (!/^\d{1,10}\n$/.test(held)) return false
  try {
    process.kill(Number(held), 0)
    return true
  } catch (error) {
    return errorCode(error) !== 'ESRCH'
  }
}
