import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Fault } from '../../base/result.ts'
import { parseAllocationRequest } from '../../model/parse/agent.ts'
import { podWord } from '../apply/groups.ts'
import type { StepObserver } from '../apply/undo-list.ts'
import { reasonOf } from '../kernel/kernel.ts'
import type { PodRecord } from './pod-record.ts'

const ENDING = '.json'

/**
 * Records of pods, one file each, so that a crash costs at most what one pod was in the middle of. A file is written
 * beside its place, flushed and then renamed: it is whole, or the one before.
 */
export class RecordFiles {
  readonly #folder: string
  readonly #observe: StepObserver

  constructor(folder: string, observe: StepObserver = () => undefined) {
    this.#folder = folder
    this.#observe = observe
  }

  /** All records by pod, and a fault for each file that is none; those are left where they are. */
  async load(): Promise<{ readonly records: Map<string, PodRecord>; readonly faults: readonly Fault[] }> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 })
    const records = new Map<string, PodRecord>()
    const faults: Fault[] = []
    for (const name of (await readdir(this.#folder)).sort()) {
      const path = join(this.#folder, name)
      if (!name.endsWith(ENDING)) {
        await rm(path, { force: true })
        continue
      }
      try {
        const record = parseRecord(JSON.parse(await readFile(path, 'utf8')))
        records.set(record.pod, record)
      } catch (error) {
        faults.push({ path: `state.${name}`, found: reasonOf(error), expected: 'a record of a pod; it is left out' })
      }
    }
    return { records, faults }
  }

  async save(record: PodRecord): Promise<void> {
    const words = `record ${record.pod} as ${record.state}`
    await this.#observe('begin', words)
    const path = join(this.#folder, `${podWord(record.pod)}${ENDING}`)
    const file = await open(`${path}.new`, 'w', 0o600)
    try {
      await file.writeFile(`${JSON.stringify(record, null, 2)}\n`)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(`${path}.new`, path)
    await this.#flush()
    await this.#observe('end', words)
  }

  async remove(pod: string): Promise<void> {
    await this.#observe('begin', `forget ${pod}`)
    await rm(join(this.#folder, `${podWord(pod)}${ENDING}`), { force: true })
    await this.#flush()
    await this.#observe('end', `forget ${pod}`)
  }

  /** A rename is on disk once its folder is. */
  async #flush(): Promise<void> {
    const folder = await open(this.#folder, 'r')
    try {
      await folder.sync()
    } finally {
      await folder.close()
    }
  }
}

function parseRecord(value: unknown): PodRecord {
  const record = value as PodRecord
  if (record?.version !== 1) throw new Error('a record of another version')
  for (const request of [record.request, ...(record.before === null ? [] : [record.before])]) {
    const parsed = parseAllocationRequest(request)
    if (!parsed.ok) throw new Error(parsed.faults.map((fault) => `${fault.path}: ${fault.found}`).join('; '))
  }
  return record
}
