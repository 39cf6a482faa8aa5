import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { ROOT } from '../prepare.mjs'

const LOCK_TOUCHED_EACH_MS = 5_000
const LOCK_STALE_AFTER_MS = 30_000

/** Where built parts lie: outside the clone, so that every clone of this machine shares them. */
export function labsFolder() {
  const { BERTH_LABS_DIR: chosen, XDG_CACHE_HOME: cache } = process.env
  if (chosen) return chosen
  return join(cache || join(homedir(), '.cache'), 'berth', 'labs')
}

/** Twelve hex digits over the named files of the project: a changed pin or build script is another folder. */
export function keyOf(paths) {
  const hash = createHash('sha256')
  for (const path of paths)
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(ROOT, path)))
      .update('\0')
  return hash.digest('hex').slice(0, 12)
}

/**
 * Makes `folder` by `build(draft)`, an async function that fills an empty folder beside it. The draft takes its name in
 * one step when the build ended well, so a broken build never counts. Of several callers at a time one builds and the
 * others wait for it.
 */
export async function buildOnce(folder, progress, build) {
  mkdirSync(labsFolder(), { recursive: true })
  const unlock = await lock(`${folder}.lock`, progress)
  try {
    if (existsSync(folder)) return
    const draft = mkdtempSync(`${folder}.draft-`)
    try {
      await build(draft)
      renameSync(draft, folder)
    } finally {
      rmSync(draft, { recursive: true, force: true })
    }
  } finally {
    unlock()
  }
}

/**
 * Takes a lock folder, which its owner touches while it works: one that nobody touched for half a minute was left by a
 * process that died. Two that clear the same stale lock at once both build, which wastes time and harms nothing.
 */
async function lock(path, progress) {
  let isWaiting = false
  while (!tryLock(path)) {
    if (Date.now() - touchedAtMs(path) > LOCK_STALE_AFTER_MS) rmSync(path, { recursive: true, force: true })
    else {
      if (!isWaiting) progress.note(`waiting for another install, which holds ${path}`)
      isWaiting = true
      await sleep(1_000)
    }
  }
  const timer = setInterval(() => touch(path), LOCK_TOUCHED_EACH_MS)
  timer.unref()
  return () => {
    clearInterval(timer)
    rmSync(path, { recursive: true, force: true })
  }
}

function tryLock(path) {
  try {
    mkdirSync(path)
    return true
  } catch (fault) {
    if (fault.code === 'EEXIST') return false
    throw fault
  }
}

function touchedAtMs(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()
}

function touch(path) {
  try {
    utimesSync(path, new Date(), new Date())
  } catch {
    // Another install took it for stale; this build still ends well.
  }
}
