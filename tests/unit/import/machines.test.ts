import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { importLscpu } from '../../../src/model/import/lscpu.ts'
import { importLstopo } from '../../../src/model/import/lstopo.ts'
import { parseTopology } from '../../../src/model/parse/topology.ts'

const ROOT = join(import.meta.dirname, '../../..')
/** Files of lstopo of the bundled machines. Where they are not, the machine kept with these tests stands for all. */
const SHARED = join(ROOT, '../shared/data/topology/lstopo')
const BUNDLED = join(ROOT, 'scenarios/hosts')
const KEPT = join(import.meta.dirname, 'epyc-corona.xml.gz')

/** Names of bundled topologies that are not those of their files. */
const NAMES: Readonly<Record<string, string>> = {
  '16intel64-manyVFs': '16intel64-manyvfs',
  '192em64t-24n8c2t': '192em64t-24n',
  '32em64t-2n8c2t-pci-normalio': '32em64t',
  '96em64t-4n4d3ca2co-pci': '96em64t',
  'arm64-ulna-hwloc1': 'arm64-ulna',
  'knl-quad-cache-hwloc1': 'knl-quad-cache',
}

function importedFrom(file: string, name: string) {
  const result = importLstopo(gunzipSync(readFileSync(file)).toString('utf8'), { name })
  if (!result.ok) throw new Error(JSON.stringify(result.faults))
  return result.value
}

/** What a document says of a machine, without title, source and models: vendors have shorter names in bundled ones. */
function machineIn(text: string): object {
  const { spec } = parse(text) as { spec: { source?: unknown; nics: readonly { model?: string }[] } }
  const { source: _source, nics, ...machine } = spec
  return { ...machine, nics: nics.map(({ model: _model, ...nic }) => nic) }
}

function bundled(name: string): string {
  return readFileSync(join(BUNDLED, `${name}.yaml`), 'utf8')
}

describe('files of lstopo', () => {
  it('give the bundled topology of the machine kept here', () => {
    const { text } = importedFrom(KEPT, 'epyc-corona')
    expect(machineIn(text)).toEqual(machineIn(bundled('epyc-corona')))
  })

  it.skipIf(!existsSync(SHARED))(
    'give the bundled topology of every machine (reads the data beside the project)',
    () => {
      const files = readdirSync(SHARED).map((file) => file.replace('.xml.gz', ''))
      const known = files.filter((file) => existsSync(join(BUNDLED, `${NAMES[file] ?? file}.yaml`)))
      expect(known).toHaveLength(13)
      for (const file of known) {
        const name = NAMES[file] ?? file
        const { text } = importedFrom(join(SHARED, `${file}.xml.gz`), name)
        expect([name, machineIn(text)]).toEqual([name, machineIn(bundled(name))])
        expect(parseTopology(text)).toEqual(parseTopology(bundled(name)))
      }
    },
  )
})

const ROWS = [
  { cpu: 0, node: 0, socket: 0, core: 0 },
  { cpu: 1, node: 0, socket: 0, core: 1 },
  { cpu: 2, node: 1, socket: 1, core: 0 },
  { cpu: 3, node: 1, socket: 1, core: 1 },
  { cpu: 4, node: 0, socket: 0, core: 0 },
  { cpu: 5, node: 0, socket: 0, core: 1 },
  { cpu: 6, node: 1, socket: 1, core: 0 },
  { cpu: 7, node: 1, socket: 1, core: 1 },
]

const FIELDS = [
  { field: 'Architecture:', data: 'x86_64', children: [{ field: 'Address sizes:', data: '46 bits' }] },
  { field: 'On-line CPU(s) list:', data: '0-7' },
  {
    field: 'Vendor ID:',
    data: 'X',
    children: [
      {
        field: 'Model name:',
        data: 'X 8',
        children: [
          { field: 'Thread(s) per core:', data: '2' },
          { field: 'Socket(s):', data: '2' },
        ],
      },
    ],
  },
  {
    field: 'NUMA:',
    data: null,
    children: [
      { field: 'NUMA node0 CPU(s):', data: '0,1,4,5' },
      { field: 'NUMA node1 CPU(s):', data: '2,3,6,7' },
    ],
  },
]

const NUMA_NODES = [
  {
    id: 0,
    memoryMib: 2048,
    cores: [
      [0, 4],
      [1, 5],
    ],
  },
  {
    id: 1,
    memoryMib: 2048,
    cores: [
      [2, 6],
      [3, 7],
    ],
  },
]

describe('lscpu', () => {
  const naming = { name: 'm', memoryMib: 4096 }

  it('gives cores and NUMA nodes of its table', () => {
    const result = importLscpu(JSON.stringify({ cpus: ROWS }), naming)
    expect(result).toMatchObject({ ok: true, value: { topology: { packages: 2, numaNodes: NUMA_NODES, nics: [] } } })
  })

  it('leaves out Cpus that are offline', () => {
    const cpus = ROWS.map((row) => ({ ...row, online: row.cpu !== 7 }))
    const result = importLscpu(JSON.stringify({ cpus }), naming)
    expect(result).toMatchObject({ ok: true, value: { topology: { numaNodes: [{}, { cores: [[2, 6], [3]] }] } } })
  })

  it.each(['-', '"-"', 'null'])('takes %s of an offline Cpu, and names it of one that is online', (word) => {
    const row = ({ cpu, node, socket, core }: (typeof ROWS)[number], online: boolean): string => {
      const [where, which] = online ? [node, core] : [word, word]
      const lines = [
        `"cpu": ${cpu}`,
        `"node": ${where}`,
        `"socket": ${socket}`,
        `"core": ${which}`,
        `"online": ${online}`,
      ]
      return `{\n         ${lines.join(',\n         ')}\n      }`
    }
    const table = (of: readonly string[]): string => `{\n   "cpus": [\n      ${of.join(',')}\n   ]\n}\n`
    const rows = ROWS.map((each) => row(each, each.cpu !== 7))
    expect(importLscpu(table(rows), naming)).toMatchObject({
      ok: true,
      value: { topology: { packages: 2, numaNodes: [{}, { cores: [[2, 6], [3]] }] } },
    })
    const wrong = rows.map((text) => text.replace('"online": false', '"online": true'))
    expect(importLscpu(table(wrong), naming)).toEqual({
      ok: false,
      faults: [{ path: 'cpus[7].core', found: word === '-' ? 'null' : word, expected: 'a whole number' }],
    })
  })

  it('gives the same of its summary, nested or not', () => {
    const flat = (list: readonly { children?: readonly object[] }[]): object[] =>
      list.flatMap(({ children = [], ...rest }) => [rest, ...flat(children)])
    for (const lscpu of [FIELDS, flat(FIELDS)]) {
      const result = importLscpu(JSON.stringify({ lscpu }), naming)
      expect(result).toMatchObject({
        ok: true,
        value: { topology: { title: 'X 8', arch: 'x86_64', packages: 2, numaNodes: NUMA_NODES } },
      })
    }
  })

  it('reads back as written', () => {
    const result = importLscpu(JSON.stringify({ cpus: ROWS }), { ...naming, name: '7' })
    const parsed = parseTopology(result.ok ? result.value.text : '')
    expect(parsed).toMatchObject({
      ok: true,
      value: { name: '7', numaNodes: NUMA_NODES.map(({ id: _id, ...node }) => node) },
    })
  })
})
