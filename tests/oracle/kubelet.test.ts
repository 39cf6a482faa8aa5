import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openKubelet } from '../../src/engine/kubelet/kubelet.ts'
import { caseSchema, configOf, machineOf, podOf } from '../vectors/admission-schema.ts'
import { compareWithKubelet, Tally } from './compare.ts'
import type { RawCase } from './kubelet-cases.ts'
import { kubeletCase } from './kubelet-cases.ts'
import { runOracle } from './program.ts'

const SEED = Number(process.env['BERTH_SEED'] ?? 20261128)
const STEPS_MIN = 12_000

describe('the engine as a kubelet', () => {
  it(`admits, refuses and places as the kubelet's own code does (seed ${SEED})`, async () => {
    const tally = new Tally()
    const batches = fc.array(kubeletCase(50), { minLength: 1, maxLength: 60, size: 'max' })
    await fc.assert(
      fc.asyncProperty(batches, async (batch) => {
        expect(await compareWithKubelet(batch, tally)).toEqual([])
      }),
      { seed: SEED, numRuns: 24, interruptAfterTimeLimit: 240_000 },
    )
    process.stderr.write(`kubelet: seed ${SEED}, ${tally}\n`)
    expect(tally.steps).toBeGreaterThan(STEPS_MIN)
    expect(tally.counts.get('admitted with GPUs')).toBeGreaterThan(100)
  })

  it('takes devices of other NUMA nodes before those of none, where the hint has too few', async () => {
    const tally = new Tally()
    const plugins = [SCARCE, { ...SCARCE, preferredAllocation: true }]
    expect(await compareWithKubelet(plugins, tally)).toEqual([])
    expect(Object.fromEntries(tally.counts)).toEqual({ admitted: 6 })
  })

  it('says where the kubelet would search for ever, and there it does not answer', async () => {
    const history = caseSchema.parse(ENDLESS)
    const opened = openKubelet(machineOf(history), configOf(history))
    const [op] = history.ops
    if (!opened.ok || op.op !== 'add') throw new Error('the case below is a machine and a pod')
    expect(opened.value.admit(podOf(op))).toMatchObject({ isAdmitted: false, reason: 'EndlessSearch' })
    expect(opened.value.sharedCpus).toHaveLength(24)
    const line = JSON.stringify(ENDLESS)
    expect(await runOracle('kubelet', [line], [], 3_000)).toEqual({ code: null, lines: [], stderr: '' })
    // Two Cpus less, and it does.
    const { code, lines } = await runOracle('kubelet', [line.replace('"cpu":"14"', '"cpu":"12"')], [], 60_000)
    expect([code, lines.length]).toEqual([0, 1])
  })
})

/** Four NUMA nodes of three cores, of which 5, 5, 2 and 4 Cpus may be exclusive, and a pod that asks for 14 of them. */
const ENDLESS: RawCase = {
  id: 'endless',
  numa: [0, 1, 2, 3].map((id) => ({
    id,
    memoryMib: 1024,
    cores: [0, 2, 4].map((k) => ({ socket: 0, uncore: 0, cpus: [6 * id + k, 6 * id + k + 1] })),
  })),
  cpuManager: {
    options: { 'full-pcpus-only': 'true', 'distribute-cpus-across-numa': 'true' },
    reserved: '0,6,12-15,18-19',
  },
  memoryManager: { policy: 'none' },
  topologyManager: { policy: 'none', scope: 'container', options: {} },
  ops: [{ op: 'add', pod: 'p', containers: [{ name: 'c', cpu: '14', memoryMib: 16 }] }],
}

/** Both nodes hold memory of their own, so that a pod of two devices has its hint on one node, where one device is. */
const SCARCE: RawCase = {
  id: 'scarce',
  numa: [0, 1].map((id) => ({
    id,
    memoryMib: 1024,
    cores: [0, 1, 2].map((k) => ({ socket: 0, uncore: 0, cpus: [6 * id + 2 * k, 6 * id + 2 * k + 1] })),
  })),
  cpuManager: { options: {}, reserved: '0' },
  memoryManager: { policy: 'static', reservedMib: { '0': 64 } },
  topologyManager: { policy: 'best-effort', scope: 'container', options: {} },
  devices: [
    { id: 'none', numa: -1 },
    { id: 'a', numa: 0 },
    { id: 'b', numa: 1 },
  ],
  preferredAllocation: false,
  ops: [
    { op: 'add', pod: 'p', containers: [{ name: 'c', cpu: '1', memoryMib: 900 }] },
    { op: 'add', pod: 'q', containers: [{ name: 'c', cpu: '1', memoryMib: 900 }] },
    { op: 'add', pod: 'r', containers: [{ name: 'c', cpu: '1', memoryMib: 16, vfs: 2 }] },
  ],
}
