import { execFile, execFileSync } from 'node:child_process'
import { existsSync, lstatSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { csvParse } from 'd3-dsv'
import { parquetReadObjects } from 'hyparquet'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { KubernetesImport } from '../../src/model/import/kubernetes/import-kubernetes.ts'
import { parseAllocation } from '../../src/model/parse/allocation.ts'
import { parseGameTemplate } from '../../src/model/parse/game.ts'
import { node } from '../unit/import/cluster-objects.ts'
import { berth } from './berth.ts'
import { faultsOfTrace } from './trace-faults.ts'

let folder: string
let lines: readonly Record<string, unknown>[]
let components: readonly { game: string; component: string; request: Record<string, unknown> }[]

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'berth-export-'))
  expect((await berth(['replay', 'launch-day', '--out', join(folder, 'run'), '-q'])).code).toBe(0)
  const log = (name: string) =>
    readFileSync(join(folder, 'run', name), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
  lines = log('decisions.ndjson')
  components = log('events.ndjson').filter(({ kind }) => kind === 'component')
}, 60_000)

afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function exported(kind: string, ...words: readonly string[]): Promise<string> {
  const out = join(folder, `${kind}-${words.join('')}`)
  const ended = await berth(['export', kind, join(folder, 'run'), ...words, '--out', out])
  expect(ended).toEqual({ code: 0, stdout: `${out}\n`, stderr: '' })
  return out
}

async function rowsOf(path: string): Promise<Record<string, unknown>[]> {
  const bytes = readFileSync(path)
  return parquetReadObjects({
    file: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer,
  })
}

/** A decision as the flat tables have it: what is no number or text as JSON. */
function flat(line: Record<string, unknown>): Record<string, string> {
  const { beside: _beside, ...words } = line
  const plain = Object.entries(words).filter(
    ([key]) => line['kind'] !== 'refuse' || !['cpus', 'memoryMib'].includes(key),
  )
  return Object.fromEntries(
    plain.map(([key, value]) => [key, typeof value === 'object' ? JSON.stringify(value) : String(value)]),
  )
}

describe('berth export', () => {
  it('gives decisions as JSON, line by line those of the log', async () => {
    expect(JSON.parse(readFileSync(await exported('json'), 'utf8'))).toEqual(lines)
  })

  it('gives decisions as CSV and as Parquet with all their words', async () => {
    const csv = csvParse(readFileSync(await exported('csv'), 'utf8'))
    const parquet = await rowsOf(await exported('parquet'))
    expect([csv.length, parquet.length]).toEqual([lines.length, lines.length])
    for (const [i, line] of lines.entries()) {
      expect(csv[i]).toMatchObject(flat(line))
      const row = Object.fromEntries(Object.entries(parquet[i]).map(([key, value]) => [key, String(value ?? '')]))
      expect(row).toEqual({ ...csv[i] })
    }
    const place = lines.findIndex(({ kind, cpus }) => kind === 'place' && cpus === '1-2,65')
    expect(csv[place]).toMatchObject({ cpuCount: '3', memoryMibTotal: '3072' })
  })

  it('gives the series in every format', async () => {
    const series = await rowsOf(join(folder, 'run/series.parquet'))
    const numbers = series.map((row) =>
      Object.fromEntries(Object.entries(row).map(([key, value]) => [key, Number(value)])),
    )
    expect(await rowsOf(await exported('parquet', '--table', 'series'))).toEqual(series)
    expect(JSON.parse(readFileSync(await exported('json', '--table', 'series'), 'utf8'))).toEqual(numbers)
    const csv = csvParse(readFileSync(await exported('csv', '--table', 'series'), 'utf8'))
    expect(csv.map((row) => Number(row['players']))).toEqual(numbers.map((row) => row['players']))
  })

  it('gives a trace that keeps to the format, each stay of a pod a slice on its host', async () => {
    const trace = JSON.parse(readFileSync(await exported('perfetto'), 'utf8'))
    expect(faultsOfTrace(trace)).toEqual([])
    const slices = trace.traceEvents.filter(({ ph }: { ph: string }) => ph === 'X')
    const places = lines.filter(({ kind }) => kind === 'place' || kind === 'migrate')
    const key = (pod: unknown, ts: unknown) => `${pod} ${ts}`
    expect(slices.map((slice: { name: string; ts: number }) => key(slice.name, slice.ts)).sort()).toEqual(
      places.map(({ pod, atUs }) => key(pod, atUs)).sort(),
    )
    const hosts = new Map(
      trace.traceEvents
        .filter(({ name }: { name: string }) => name === 'process_name')
        .map((event: { pid: number; args: { name: string } }) => [event.pid, event.args.name]),
    )
    for (const slice of slices) {
      const place = places.find(({ pod, atUs }) => pod === slice.name && atUs === slice.ts)
      expect(hosts.get(slice.pid)).toBe(`host ${place?.['host']}`)
    }
    const instants = trace.traceEvents.filter(({ ph, pid }: { ph: string; pid: number }) => ph === 'i' && pid === 1)
    expect(instants).toHaveLength(lines.filter(({ kind }) => kind === 'refuse').length)
  })

  it('gives the pods of an instant to kubectl, each with what it holds', async () => {
    const text = readFileSync(await exported('kubernetes', '--at', '70000'), 'utf8')
    const objects = parseAllDocuments(text).map((document) => document.toJS())
    const pods = objects.filter(({ kind }) => kind === 'Pod')
    const held = new Map<unknown, Record<string, unknown>>()
    for (const line of lines.filter(({ atUs }) => (atUs as number) <= 70_000_000_000)) {
      if (line['kind'] === 'release') held.delete(line['pod'])
      else if (line['kind'] !== 'refuse') held.set(line['pod'], line)
    }
    expect(pods.map(({ metadata }) => metadata.annotations['berth.dev/pod']).sort()).toEqual([...held.keys()].sort())
    for (const { metadata, spec } of pods) {
      const line = held.get(metadata.annotations['berth.dev/pod'])
      const allocation = parseAllocation(metadata.annotations['berth.dev/allocation'])
      expect(allocation).toMatchObject({ ok: true, value: { decision: `launch-day-smoke-1/${line?.['seq']}` } })
      expect(allocation.ok && allocation.value.holding.host).toBe(line?.['host'])
      expect(allocation.ok && allocation.value.holding.cpus).toBe(line?.['cpus'])
      expect([spec.schedulerName, spec.nodeName]).toEqual(['berth', line?.['host']])
      expect(spec.containers[0].resources.limits).toEqual(spec.containers[0].resources.requests)
    }
    const namespaces = objects.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name)
    expect(new Set(pods.map(({ metadata }) => metadata.namespace))).toEqual(new Set(namespaces))
    expect(new Set(pods.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)).size).toBe(pods.length)
  })

  it('gives the same objects as one List with -o json, to stdout and to a file', async () => {
    const documents = parseAllDocuments(readFileSync(await exported('kubernetes', '--at', '70000'), 'utf8'))
    const words = ['export', 'kubernetes', join(folder, 'run'), '--at', '70000', '-o', 'json']
    const { code, stdout, stderr } = await berth(words)
    expect([code, stderr]).toEqual([0, ''])
    const list = { apiVersion: 'v1', kind: 'List', items: documents.map((document) => document.toJS()) }
    expect(JSON.parse(stdout)).toEqual(list)
    const out = join(folder, 'pods.json')
    expect(JSON.parse((await berth([...words, '--out', out])).stdout)).toMatchObject({ kind: 'kubernetes', out })
    expect(readFileSync(out, 'utf8')).toBe(stdout)
    expect((await berth(['export', 'kubernetes', join(folder, 'run'), '-o', 'yaml'])).stdout).toMatch(/^---\napi/)
  })

  it.each([
    ['csv', 'json', 'none with csv on stdout'],
    ['kubernetes', 'name', 'json, yaml with kubernetes on stdout'],
    ['perfetto', 'yaml', 'json with perfetto on stdout'],
  ])('refuses %s on stdout with -o %s', async (kind, format, expected) => {
    expect(await berth(['export', kind, join(folder, 'run'), '-o', format])).toMatchObject({
      code: 2,
      stderr: `--output: found ${format}, expected ${expected}\n`,
    })
  })

  it('gives pods that an import reads with the same requests', async () => {
    const text = readFileSync(await exported('kubernetes'), 'utf8')
    const choices = { name: 'c', curve: 'steady', isMoving: false, playersPerPod: 1, duration: '1h' }
    const roles = { gpus: [], vfs: [] }
    const cluster = new KubernetesImport({ ...choices, topologies: [], roles, cpuPolicy: 'none' })
    for (const [idc, region] of [
      ['tj-a', 'north'],
      ['sz-a', 'south'],
      ['sz-b', 'south'],
    ]) {
      const labels = { 'topology.kubernetes.io/region': region, 'topology.kubernetes.io/zone': idc }
      cluster.add(node(`node-${idc}`, { labels }), idc)
    }
    for (const [i, document] of parseAllDocuments(text).entries()) cluster.add(document.toJS(), `document ${i}`)
    const imported = cluster.finish()
    if (!imported.ok) throw new Error(JSON.stringify(imported.faults))
    const requests = imported.value.files
      .filter(({ path }) => path.startsWith('games/'))
      .flatMap((file) => {
        const game = parseGameTemplate(file.text)
        if (!game.ok) throw new Error(JSON.stringify(game.faults))
        return game.value.components.map(({ name, request, podsMin }) => ({
          game: game.value.name,
          name,
          request,
          podsMin,
        }))
      })
    expect(requests.reduce((sum, { podsMin }) => sum + podsMin, 0)).toBe(imported.value.pods)
    for (const { game, name, request } of requests) {
      const asked = components.find(
        (each) => game.startsWith(`${each.game}-`) && name.replace(/-\d+$/, '') === each.component,
      )
      const { where: _where, cpus: _cpus, memoryMib: _memory, ...rest } = asked?.request ?? {}
      expect(request).toMatchObject(rest)
    }
    expect(imported.value.leftOut).toEqual([{ reason: 'objects of kind Namespace', count: 6 }])
  })

  it('leaves out node and allocation of pods that a scheduler is to place, in one namespace if told so', async () => {
    const text = readFileSync(
      await exported('kubernetes', '--unbound', '--namespace', 'one', '--image', 'game:1'),
      'utf8',
    )
    const pods = parseAllDocuments(text)
      .map((document) => document.toJS())
      .filter(({ kind }) => kind === 'Pod')
    expect(pods.length).toBeGreaterThan(10)
    for (const { metadata, spec } of pods) {
      expect([metadata.namespace, spec.nodeName, spec.containers[0].image]).toEqual(['one', undefined, 'game:1'])
      expect(metadata.annotations).not.toHaveProperty('berth.dev/allocation')
      expect(metadata.name).toMatch(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/)
    }
  })

  it('writes no names that Kubernetes takes of no label', async () => {
    const [run, out, name] = [join(folder, 'long-names'), join(folder, 'long-names.yaml'), 'a'.repeat(60)]
    const sets = [`games.arena.name=${name}`, 'duration=10m', 'hostFaults=[]'].flatMap((set) => ['--set', set])
    await berth(['replay', 'launch-day', ...sets, '--out', run, '-q'])
    const ended = await berth(['export', 'kubernetes', run, '--out', out])
    expect([ended.code, ended.stdout, ended.stderr.split('\n').length, existsSync(out)]).toEqual([2, '', 2, false])
    expect(ended.stderr).toContain(
      `: berth.dev/game: found "${name}-001", 64 characters, expected at most 63 characters`,
    )
  })

  it('writes to stdout without --out', async () => {
    const ended = await berth(['export', 'csv', join(folder, 'run'), '--table', 'series'])
    expect(ended).toMatchObject({ code: 0, stderr: '' })
    expect(ended.stdout.split('\n')[0]).toMatch(/^atUs,players,/)
  })

  it('writes to a pipe and through a link, and replaces neither; says of a folder that it is one', async () => {
    const run = join(folder, 'run')
    const text = (await berth(['export', 'csv', run])).stdout
    const pipe = join(folder, 'pipe')
    execFileSync('mkfifo', [pipe])
    const [ended, read] = await Promise.all([
      berth(['export', 'csv', run, '--out', pipe]),
      promisify(execFile)('cat', [pipe], { timeout: 20_000, maxBuffer: 1 << 25 }),
    ])
    expect(ended.code).toBe(0)
    expect(read.stdout).toBe(text)
    expect(lstatSync(pipe).isFIFO()).toBe(true)
    const target = join(folder, 'target.csv')
    const link = join(folder, 'link.csv')
    writeFileSync(target, 'before')
    symlinkSync(target, link)
    expect((await berth(['export', 'csv', run, '--out', link])).code).toBe(0)
    expect(lstatSync(link).isSymbolicLink()).toBe(true)
    expect(readFileSync(target, 'utf8')).toBe(text)
    for (const [out, words] of [
      [folder, 'a folder'],
      [join(folder, 'none/a.csv'), 'whose folder is not there'],
      [join(target, 'a.csv'), 'whose folder is a file'],
    ])
      expect(await berth(['export', 'csv', run, '--out', out])).toMatchObject({
        code: 2,
        stderr: `--out: found ${JSON.stringify(out)}, ${words}, expected a file that can be written\n`,
      })
  })
})
