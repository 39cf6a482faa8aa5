import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { parseCurve } from '../../src/model/parse/curve.ts'
import { node, pod, slices, webPod } from '../unit/import/cluster-objects.ts'
import { berth, inScratch } from './berth.ts'

const STEAMDB = `"DateTime","Players","Average Players","Twitch Viewers"
"2026-03-05 18:00:00",100,,
"2026-03-05 18:10:00",2400,,
"2026-03-05 18:20:00",3000,,
"2026-03-05 18:30:00",2700,,
`
const CSV = 'when,players\n2026-01-01 00:00,10\n2026-01-01 01:00,40\n2026-01-01 02:00,20\n'

describe('berth import', () => {
  it('writes a curve that the format reads back', async () => {
    await inScratch(async (folder) => {
      const file = join(folder, 'My Game (3065800).csv')
      const out = join(folder, 'curve.yaml')
      writeFileSync(file, STEAMDB)
      const ended = await berth(['import', 'steamdb', file, '--out', out, '-o', 'name'])
      expect(ended).toEqual({ code: 0, stdout: `${out}\n`, stderr: '' })
      const curve = parseCurve(readFileSync(out, 'utf8'))
      expect(curve).toMatchObject({ ok: true, value: { name: 'my-game-3065800' } })
      if (!curve.ok || curve.value.form.kind !== 'samples') throw new Error('a curve of samples')
      expect(curve.value.form.stepUs).toBe(600_000_000)
      expect(curve.value.form.samples).toEqual([0.0333, 0.8, 1, 0.9])
      expect(readdirSync(folder).sort()).toEqual(['My Game (3065800).csv', 'curve.yaml'])
    })
  })

  it('writes to stdout without --out, under the name and title given', async () => {
    await inScratch(async (folder) => {
      const file = join(folder, 'x.csv')
      writeFileSync(file, CSV)
      const words = ['--name', 'two-hours', '--title', 'Two hours', '--source', 'made up', '--time-column', 'when']
      const ended = await berth(['import', 'csv', file, ...words])
      expect(ended).toMatchObject({ code: 0, stderr: '' })
      const curve = parseCurve(ended.stdout)
      expect(curve).toMatchObject({ ok: true, value: { name: 'two-hours', title: 'Two hours' } })
      if (!curve.ok || curve.value.form.kind !== 'samples') throw new Error('a curve of samples')
      expect(curve.value.source).toContain('made up')
      expect(curve.value.form.samples).toEqual([0.25, 1, 0.5])
    })
  })

  it('writes a curve a file into a directory', async () => {
    await inScratch(async (folder) => {
      const files = ['a.csv', 'b.csv'].map((name) => join(folder, name))
      for (const file of files) writeFileSync(file, CSV)
      const ended = await berth(['import', 'csv', ...files, '--out', folder, '--time-column', 'when', '-o', 'json'])
      expect(ended.code).toBe(0)
      expect(JSON.parse(ended.stdout).curves).toHaveLength(2)
      expect(readdirSync(folder).sort()).toEqual(['a.csv', 'a.yaml', 'b.csv', 'b.yaml'])
    })
  })

  it('writes a single curve into a directory too, under its name', async () => {
    await inScratch(async (folder) => {
      const file = join(folder, 'a.csv')
      writeFileSync(file, CSV)
      mkdirSync(join(folder, 'curves'))
      const words = ['--out', join(folder, 'curves'), '--name', 'two-hours', '--time-column', 'when', '-o', 'name']
      const ended = await berth(['import', 'csv', file, ...words])
      expect(ended).toEqual({ code: 0, stdout: `${join(folder, 'curves/two-hours.yaml')}\n`, stderr: '' })
      expect(readdirSync(join(folder, 'curves'))).toEqual(['two-hours.yaml'])
    })
  })

  it('says what a topology leaves out of the machine', async () => {
    await inScratch(async (folder) => {
      const file = join(folder, 'hbm.xml')
      const numa = '<object type="NUMANode" cpuset="0x1" local_memory="1073741824"'
      const objects = `${numa} os_index="0"/>${numa} os_index="1" subtype="HBM"/><object type="PU" os_index="0"/>`
      writeFileSync(file, `<topology><object type="Machine">${objects}</object></topology>`)
      const ended = await berth(['import', 'lstopo', file, '--out', join(folder, 'hbm.yaml')])
      expect(ended).toMatchObject({
        ...{ code: 0, stderr: `${file}: left out: 1 NUMA nodes without Cpus of their own: HBM\n` },
      })
      expect(ended.stdout).toContain('1 NumaNodes')
    })
  })

  it('writes nothing when two files would have one name', async () => {
    await inScratch(async (folder) => {
      mkdirSync(join(folder, 'more'))
      const files = ['a.csv', 'more/A.csv'].map((name) => join(folder, name))
      for (const file of files) writeFileSync(file, CSV)
      const ended = await berth(['import', 'csv', ...files, '--out', folder, '--time-column', 'when'])
      const fault = `${files[1]}: found the name a, as of ${files[0]}, expected another\n`
      expect(ended).toEqual({ code: 2, stdout: '', stderr: fault })
      expect(readdirSync(folder).sort()).toEqual(['a.csv', 'more'])
    })
  })

  it('makes the folder that a slash at the end of --out names, and none for what is faulty', async () => {
    await inScratch(async (folder) => {
      const file = join(folder, 'a.csv')
      writeFileSync(file, CSV)
      const out = `${join(folder, 'more/curves')}/`
      expect(await berth(['import', 'csv', file, '--out', out])).toMatchObject({ code: 2, stdout: '' })
      expect(readdirSync(folder)).toEqual(['a.csv'])
      const ended = await berth(['import', 'csv', file, '--out', out, '--time-column', 'when'])
      expect(ended).toMatchObject({ code: 0, stderr: '' })
      expect(readdirSync(out)).toEqual(['a.yaml'])
    })
  })

  it('says where it cannot write and leaves nothing there', async () => {
    await inScratch(async (folder) => {
      const file = join(folder, 'a.csv')
      const out = join(folder, 'none/curve.yaml')
      writeFileSync(file, CSV)
      const ended = await berth(['import', 'csv', file, '--out', out, '--time-column', 'when'])
      expect(ended).toMatchObject({ code: 2, stdout: '' })
      expect(ended.stderr).toContain('whose folder is not there, expected a file that can be written\n')
      expect(readdirSync(folder)).toEqual(['a.csv'])
    })
  })

  it('writes nothing when one of the files is faulty, and lists every fault with its file', async () => {
    await inScratch(async (folder) => {
      const [good, bad] = ['good.csv', 'bad.csv'].map((name) => join(folder, name))
      writeFileSync(good, CSV)
      writeFileSync(bad, CSV.replace('10', 'ten').replace('40', 'forty'))
      const ended = await berth([
        'import',
        'csv',
        good,
        bad,
        join(folder, 'none.csv'),
        '--out',
        folder,
        '--time-column',
        'when',
      ])
      expect(ended).toMatchObject({ code: 2, stdout: '' })
      expect(ended.stderr).toContain('bad.csv: line 2')
      expect(ended.stderr).toContain('bad.csv: line 3')
      expect(ended.stderr).toContain('none.csv: found no such file, expected a readable file')
      expect(existsSync(join(folder, 'good.yaml'))).toBe(false)
    })
  })

  it('makes a scenario of the files of a cluster, JSON and YAML, that replays', async () => {
    await inScratch(async (folder) => {
      mkdirSync(join(folder, 'cluster'))
      const list = { apiVersion: 'v1', kind: 'List', items: [node('n1'), node('n2')] }
      writeFileSync(join(folder, 'cluster/nodes.json'), JSON.stringify(list, null, 4))
      const pods = { apiVersion: 'v1', items: [webPod(1), webPod(2), pod('done', { phase: 'Failed' })], kind: 'List' }
      writeFileSync(join(folder, 'cluster/pods.yaml'), stringify(pods))
      const words = [
        'import',
        'kubernetes',
        'cluster',
        '--name',
        'mine',
        '--out',
        'out',
        '--duration',
        '1h',
        '-o',
        'json',
      ]
      const ended = await berth(words, folder)
      expect(ended).toMatchObject({ code: 0, stderr: 'left out: 1 pods that have ended\n' })
      expect(JSON.parse(ended.stdout)).toEqual({
        scenario: 'out/mine.yaml',
        hosts: 2,
        games: 1,
        components: 1,
        pods: 2,
        leftOut: [{ reason: 'pods that have ended', count: 1 }],
      })
      const run = await berth(['replay', 'out/mine.yaml', '--out', 'run', '-o', 'json'], folder)
      expect(run).toMatchObject({ code: 0, stderr: '' })
      expect(JSON.parse(run.stdout).status.counts).toMatchObject({ place: 2, refuse: 0 })
      expect((await berth(['audit', 'run'], folder)).code).toBe(0)
    })
  })

  it('reads nodes, pods and ResourceSlices of one file, JSON or YAML alike', async () => {
    await inScratch(async (folder) => {
      const items = [node('n1'), node('n2'), webPod(1), ...slices('n1')]
      const list = { apiVersion: 'v1', items, kind: 'List' }
      writeFileSync(join(folder, 'cluster.json'), JSON.stringify(list, null, 4))
      writeFileSync(join(folder, 'cluster.yaml'), stringify(list, { aliasDuplicateObjects: false }))
      for (const kind of ['json', 'yaml']) {
        const ended = await berth(['import', 'kubernetes', `cluster.${kind}`, '--out', kind], folder)
        expect(ended).toMatchObject({ code: 0, stderr: '' })
      }
      const fleets = ['json', 'yaml'].map((kind) => readFileSync(join(folder, kind, 'cluster.yaml'), 'utf8'))
      expect(fleets[1]).toBe(fleets[0])
      expect(readdirSync(join(folder, 'json/hosts'))).toEqual(['plain-8c-32g.yaml', 'small.yaml'])
      expect((await berth(['replay', 'json/cluster.yaml', '--out', 'run'], folder)).code).toBe(0)
      const { hosts } = JSON.parse(readFileSync(join(folder, 'run/fleet.json'), 'utf8'))
      expect(hosts[0]).toMatchObject({ name: 'n1', reservedCpus: '0,8', allocatable: { vfs: 4, diskMib: 10_000 } })
    })
  })

  it('writes no scenario of files with faults and says where each is', async () => {
    await inScratch(async (folder) => {
      const bad = node('n1', { amounts: { cpu: 'eight' } })
      writeFileSync(join(folder, 'a.json'), JSON.stringify({ items: [bad] }))
      writeFileSync(join(folder, 'b.json'), '{"items": [{"kind": "Pod"')
      writeFileSync(join(folder, 'c.yaml'), 'items:\n- kind: [\n')
      writeFileSync(join(folder, 'd.yaml'), '\n')
      const words = ['a.json', 'b.json', 'c.yaml', 'd.yaml', 'e.json']
      const ended = await berth(['import', 'kubernetes', ...words, '--out', 'out'], folder)
      expect(ended).toMatchObject({ code: 2, stdout: '' })
      expect(ended.stderr.trimEnd().split('\n')).toEqual([
        'a.json: items[0].status.capacity.cpu: found "eight", expected a quantity such as 500m or 2Gi, from 0 to 1Ei',
        'a.json: items[0].status.allocatable.cpu: found "eight", expected a quantity such as 500m or 2Gi, from 0 to 1Ei',
        'b.json: found text that breaks off, expected JSON to its end',
        'c.yaml: items[0], line 2, column 1: found Flow sequence in block collection must be sufficiently indented and end with a ], expected consistent indentation and closed brackets',
        'd.yaml: found no object, expected Nodes and Pods as kubectl get -o json or -o yaml writes them',
        'e.json: found no such file, expected a readable file',
      ])
      expect(existsSync(join(folder, 'out'))).toBe(false)
    })
  })

  it('lists every wrong argument of a cluster', async () => {
    const words = ['--topology', 'none', '--curve', 'none', '--duration', '1s', '--cpu-manager', 'x', '--title', 't']
    const ended = await berth(['import', 'kubernetes', 'x', ...words, '--players-per-pod', '0'])
    expect(ended.code).toBe(2)
    expect(ended.stderr.trimEnd().split('\n')).toEqual([
      '--title: found an option, expected none with kubernetes',
      '--out: found nothing, expected a directory for the scenario and what it refers to',
      '--players-per-pod: found "0", expected a whole number from 1 to 1000000',
      '--cpu-manager: found "x", expected one of static, none',
      '--duration: found "1s", expected a duration from 1m, such as 12h or 7d',
      '--topology none: found no such file, expected a readable file',
      '--curve none: found no such file, expected a readable file',
    ])
  })

  it('lists every wrong argument', async () => {
    const ended = await berth(['import', 'xls', 'a', 'b', '--name', 'No Name'])
    expect(ended.code).toBe(2)
    expect(ended.stderr.split('\n').map((line) => line.split(':')[0])).toEqual([
      'KIND',
      '--out',
      '--name',
      '--name',
      '',
    ])
  })
})
