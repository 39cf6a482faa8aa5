import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { applied } from './carry-out.ts'
import { FakeHost } from './fake-host.ts'
import { FakeKernel } from './fake-kernel.ts'
import { REQUEST, withHolding } from './requests.ts'

const MIB = 1 << 20
const MOVED = withHolding(REQUEST, 'b', { cpus: '2-3', memoryMib: { '0': 256 } })

let host: FakeHost
beforeEach(() => {
  host = new FakeHost()
})
afterEach(() => host.remove())

/** What NumaNode 0 has: MiB free and of files, and the pages that it keeps free in two zones. */
function room(free: number, files: number, high: readonly [number, number]): void {
  const lines = [`MemFree: ${free * 1024} kB`, `Active(file): ${files * 1024} kB`, 'Inactive(file): 0 kB']
  host.tree.write('/sys/devices/system/node/node0/meminfo', lines.map((line) => `Node 0 ${line}`).join('\n'))
  const zone = (node: number, name: string, pages: number): string =>
    `Node ${node}, zone ${name}\n  pages free 1\n        min      2\n        low      3\n        high     ${pages}`
  const zones = [zone(0, 'DMA32', high[0]), zone(0, 'Normal', high[1]), zone(1, 'Normal', 9_999_999)]
  host.tree.write('/proc/zoneinfo', zones.join('\n'))
}

/** A pod on NumaNode 1 with so many MiB there, and as many again on NumaNode 0, where it is to move. */
async function running(anon: number, shmem: number) {
  const kernel = new FakeKernel(host.root)
  const agent = await host.open({}, kernel)
  await applied(agent, REQUEST)
  const stat = (mib: number): string => `N0=${mib * MIB} N1=${mib * MIB}`
  host.writeGroup(REQUEST.pod, 'memory.numa_stat', `anon ${stat(anon)}\nfile N0=0 N1=${9 << 30}\nshmem ${stat(shmem)}`)
  kernel.writes.length = 0
  return { agent, kernel }
}

describe('a move to a NumaNode', () => {
  it('with room for what cannot be dropped is done: free and half of the files, less what is kept free', async () => {
    const { agent } = await running(120, 30)
    room(100, 120, [256, 2304])
    await applied(agent, MOVED)
  })

  it('with a MiB too little is refused with both amounts, and nothing is touched', async () => {
    const { agent, kernel } = await running(120, 31)
    room(100, 120, [256, 2304])
    expect(await agent.apply(MOVED)).toEqual({
      kind: 'refused',
      taken: true,
      reasons: [
        {
          path: 'holding.memoryMib',
          found: '151 MiB that would move to NumaNode 0',
          expected: 'at most the 150 MiB that are free there',
        },
      ],
    })
    expect(kernel.writes).toEqual([])
  })

  it('of a kernel that does not say is done', async () => {
    const { agent } = await running(4096, 0)
    await applied(agent, MOVED)
  })
})
