import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DecisionLine } from '../../src/model/decision.ts'
import { berth, inScratch } from './berth.ts'
import { copyRun, removeFolder, scratchFolder, vouchFor } from './run-copy.ts'

describe('berth explain', () => {
  let folder = ''
  let run = ''
  let lines: DecisionLine[] = []

  beforeAll(async () => {
    folder = scratchFolder()
    run = join(folder, 'run')
    expect((await berth(['replay', 'launch-day', '--out', run])).code).toBe(0)
    const text = readFileSync(join(run, 'decisions.ndjson'), 'utf8').trimEnd()
    lines = text.split('\n').map((line) => JSON.parse(line) as DecisionLine)
  })

  afterAll(() => removeFolder(folder))

  function first(kind: DecisionLine['kind']): DecisionLine {
    return lines.find((line) => line.kind === kind) as DecisionLine
  }

  it('ranks the hosts of a place, and the winner is where it lies', async () => {
    const place = first('place')
    const ended = await berth(['explain', run, place.pod, '--seq', String(place.seq), '--hosts', '3', '-o', 'json'])
    expect([ended.code, ended.stderr]).toEqual([0, ''])
    const { line, explanation, tried, decisions } = JSON.parse(ended.stdout)
    expect(line).toEqual(place)
    expect(explanation.ranking).toHaveLength(3)
    expect(explanation.ranking[0].host).toBe('host' in place ? place.host : '')
    expect(tried).toBe(null)
    expect(decisions.map(({ seq }: { seq: number }) => seq)).toEqual(
      lines.filter(({ pod }) => pod === place.pod).map(({ seq }) => seq),
    )
    const told = await berth(['explain', run, place.pod, '--seq', String(place.seq)])
    expect(told.stdout).toMatch(/^HOST +TOTAL +NUMANODES +\w+ ×\d/m)
    expect(told.stdout).toMatch(/can take it +\d/)
  })

  it('makes the nearest change of a refusal, and the pod fits', async () => {
    const refuse = first('refuse')
    const ended = await berth(['explain', run, refuse.pod, '--seq', String(refuse.seq), '-o', 'json'])
    const { explanation, tried } = JSON.parse(ended.stdout)
    const { reasons, nearest } = refuse as DecisionLine & { kind: 'refuse' }
    expect(explanation.refused).toEqual(reasons)
    expect(explanation.nearest).toMatchObject(nearest as object)
    expect(tried).toEqual({ fits: true, host: explanation.nearest.on[0], reason: '' })
    const told = await berth(['explain', run, refuse.pod, '--seq', String(refuse.seq)])
    expect(told.stdout).toContain('with it the pod fits')
  })

  it('finds moves that make room for a refused place, or says that there are none', async () => {
    const demo = join(folder, 'demo')
    expect((await berth(['replay', 'launch-day', '--size', 'demo', '--out', demo])).code).toBe(0)
    const text = readFileSync(join(demo, 'decisions.ndjson'), 'utf8').trimEnd().split('\n')
    const refused = text.map((line) => JSON.parse(line) as DecisionLine).filter((line) => line.kind === 'refuse')
    const { pod, seq } = refused.find(
      ({ action, nearest }) => action === 'place' && nearest !== undefined,
    ) as DecisionLine
    const explain = (moves: string, ...more: string[]) => {
      return berth(['explain', demo, pod, '--seq', String(seq), '--moves', moves, ...more])
    }
    const { room } = JSON.parse((await explain('1', '-o', 'json')).stdout)
    expect(room.lines.map(({ kind }: DecisionLine) => kind)).toEqual(['migrate', 'place'])
    expect(room.lines[1]).toMatchObject({ pod, host: room.lines[0].from })
    expect((await explain('1')).stdout).toContain(`move ${room.lines[0].pod} from ${room.lines[0].from} to`)
    expect(JSON.parse((await explain('0', '-o', 'json')).stdout).room).toBe(null)
    expect(await explain('4')).toMatchObject({ code: 2, stderr: expect.stringContaining('--moves: found "4"') })
  })

  it('says of a refused group which pod fits nowhere, whichever of those tried is named', async () => {
    const servers = join(folder, 'servers')
    expect((await berth(['replay', 'new-servers', '--out', servers])).code).toBe(0)
    const text = readFileSync(join(servers, 'decisions.ndjson'), 'utf8').trimEnd().split('\n')
    const all = text.map((line) => JSON.parse(line) as DecisionLine)
    const refused = all.filter((line) => line.kind === 'refuse')
    const group = refused.find(({ beside, nearest }) => beside !== undefined && nearest !== undefined)
    const { pod, seq, beside = [] } = group ?? refused[0]
    for (const name of [pod, beside[0].pod]) {
      const ended = await berth(['explain', servers, name, '--seq', String(seq), '-o', 'json'])
      expect([ended.code, ended.stderr]).toEqual([0, ''])
      expect(JSON.parse(ended.stdout)).toMatchObject({ line: group, tried: { fits: true }, explanation: { pod } })
    }
    const told = await berth(['explain', servers, pod, '--seq', String(seq)])
    expect(told.stdout).toContain(`so no pod of group ${group?.group} has a place; judged as if these did:`)
    expect(told.stdout).toContain(`  ${beside[0].pod} on ${beside[0].host}\n`)
    const [placed] = all.flatMap((line) => (line.kind === 'place' && line.group !== undefined ? [line] : []))
    const whole = await berth(['explain', servers, placed.pod, '--seq', String(placed.seq)])
    expect(whole.stdout).toContain(`with all pods of group ${placed.group}`)
  })

  it('explains the last decision that is no release, and says the cause of a release', async () => {
    const { pod } = first('release')
    const own = lines.filter((line) => line.pod === pod)
    const last = await berth(['explain', run, pod, '-o', 'name'])
    expect(last.stdout).toBe(`${own.filter(({ kind }) => kind !== 'release').at(-1)?.seq}\n`)
    const release = first('release') as DecisionLine & { kind: 'release' }
    const told = await berth(['explain', run, pod, '--seq', String(release.seq)])
    expect(told.stdout).toContain(`cause: ${release.cause}`)
  })

  it('names what is wrong with its words, and a decision that the events do not give', async () => {
    const { pod, seq } = first('place')
    const unknown = await berth(['explain', run, 'nobody', '--hosts', '0'])
    expect([unknown.code, unknown.stderr]).toEqual([2, '--hosts: found "0", expected a whole number from 1 to 1000\n'])
    const noPod = await berth(['explain', run, 'nobody'])
    expect([noPod.code, noPod.stderr]).toEqual([
      2,
      expect.stringContaining('POD: found "nobody", expected the name of a pod'),
    ])
    const slip = await berth(['explain', run, pod.replace('-', '')])
    expect([slip.code, slip.stderr]).toEqual([2, expect.stringContaining(`did you mean ${pod}?`)])
    const noSeq = await berth(['explain', run, pod, '--seq', '999999'])
    expect([noSeq.code, noSeq.stderr]).toEqual([2, expect.stringContaining('--seq: found "999999", expected one of')])
    await inScratch(async (scratch) => {
      const copy = copyRun(run, scratch)
      const path = join(copy, 'decisions.ndjson')
      const text = readFileSync(path, 'utf8').split('\n')
      text[seq - 1] = text[seq - 1].replace(/"host":"[^"]*"/, '"host":"elsewhere"')
      writeFileSync(path, text.join('\n'))
      const damaged = await berth(['explain', copy, pod, '--seq', String(seq)])
      expect([damaged.code, damaged.stderr]).toEqual([2, expect.stringContaining('decisions.ndjson: sha256: found')])
      vouchFor(copy, 'decisions')
      const edited = await berth(['explain', copy, pod, '--seq', String(seq)])
      expect([edited.code, edited.stdout]).toEqual([2, ''])
      expect(edited.stderr).toContain(`decisions.ndjson:${seq}: found`)
      text[seq - 1] = `{"pod":${JSON.stringify(pod)},`
      writeFileSync(path, text.join('\n'))
      const broken = await berth(['explain', copy, pod])
      expect([broken.code, broken.stderr]).toEqual([2, expect.stringContaining('expected a decision')])
    })
  })
})
