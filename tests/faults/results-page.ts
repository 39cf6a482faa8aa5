import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CATALOGUE } from './catalogue.ts'
import type { FaultResult } from './plant.ts'

const PAGE = join(import.meta.dirname, '../../docs/FAULTS.md')
const HEAD = ['fault', 'file', 'law', 'named', 'commands', 's', 'hosts', 'pods', 'events', 'result']

/** Puts the results of some faults into docs/FAULTS.md; those of others stay, those of faults that are gone go. */
export function writeResults(results: ReadonlyMap<string, FaultResult>): void {
  const text = readFileSync(PAGE, 'utf8')
  const [intro, table = ''] = text.split('\n## Results\n')
  const before = new Map(table.split('\n').map((line) => [line.slice(2).split(' | ')[0], line]))
  const rows = CATALOGUE.flatMap(({ name, file, law: about }) => {
    const result = results.get(name)
    if (result === undefined) return before.get(name) ?? []
    const { law, commands, seconds, hosts, pods, events, found, wrong } = result
    const verdict = wrong === '' ? 'found' : found ? `found, but ${wrong}` : 'not found'
    return `| ${[name, `\`${file}\``, about, law, commands, seconds, hosts, pods, events, verdict].join(' | ')} |`
  })
  const lines = [`| ${HEAD.join(' | ')} |`, `|${HEAD.map(() => '---').join('|')}|`, ...rows]
  writeFileSync(PAGE, `${intro.trimEnd()}\n\n## Results\n\n${lines.join('\n')}\n`)
}
