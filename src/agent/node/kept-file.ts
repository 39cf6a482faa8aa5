import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * The JSON that `keepFile` left at a path, null when there is none yet; makes its folder. Rejects when the file cannot
 * be read as JSON.
 */
export async function keptFile(path: string): Promise<unknown> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return 'null'
    throw error
  })
  return JSON.parse(text)
}

/**
 * Keeps a value as JSON, for its owner alone: written beside its place, flushed and then renamed, so that after a power
 * cut it is whole or the one before. One at a time.
 */
export async function keepFile(path: string, value: unknown): Promise<void> {
  await writeFile(`${path}.new`, JSON.stringify(value), { mode: 0o600, flush: true })
  await rename(`${path}.new`, path)
}
