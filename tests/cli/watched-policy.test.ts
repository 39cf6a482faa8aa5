import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { watchPolicy } from '../../src/cli/policy/watched-policy.ts'
import { inScratch, until } from './berth.ts'

function policyOf(name: string): string {
  return [
    "import type { Policy } from 'berth/policy'",
    "import { roomy } from './roomy.ts'",
    `export default { name: '${name}', extends: 'pack', scores: { Roomy: roomy } } satisfies Policy`,
    '',
  ].join('\n')
}

/** In one move, as editors do: of a file that is emptied and then filled both may be looked at. */
function save(path: string, text: string): void {
  writeFileSync(`${path}.new`, text)
  renameSync(`${path}.new`, path)
}

test('a file that is saved again the moment it was checked is checked again, and so is what it imports', async () => {
  await inScratch(async (folder) => {
    const file = join(folder, 'mine.ts')
    const imported = join(folder, 'roomy.ts')
    writeFileSync(file, policyOf('first'))
    writeFileSync(imported, 'export const roomy = () => 1\n')
    const opened = await watchPolicy(file)
    if (!opened.ok) throw new Error(JSON.stringify(opened.faults))
    const watched = opened.value
    const saves = [
      () => save(file, policyOf('second')),
      () => save(file, policyOf('third')),
      () => save(imported, 'export const roomy = () => 22\n'),
      () => save(imported, 'export const roomy = () => 333\n'),
      () => save(file, policyOf('sixth')),
    ]
    const seen: string[] = []
    watched.subscribe(({ name, digest, faults }) => {
      seen.push(`${name} ${digest.slice(0, 8)} ${faults.length}`)
      saves[seen.length]?.()
    })
    try {
      saves[0]()
      await until(() => seen.length >= saves.length)
      expect(seen.map((line) => line.split(' ')[0])).toEqual(['second', 'third', 'third', 'third', 'sixth'])
      expect(new Set(seen).size).toBe(saves.length)
      expect(seen.every((line) => line.endsWith(' 0'))).toBe(true)
    } finally {
      watched.close()
    }
  })
})
