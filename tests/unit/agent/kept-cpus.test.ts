import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CPUS, container, linesOf, NodeStage } from './node-stage.ts'

let stage: NodeStage
beforeEach(async () => {
  stage = await NodeStage.open()
})
afterEach(() => stage.remove())

const WITHOUT_5 = [0, 1, 2, 3, 4, 6, 7]
const EXPECTED = 'online Cpus of this Node that are not reserved'

const look = async () => {
  await stage.service.look()
  await stage.service.look()
}
const hostFaults = async () => {
  const { faults } = await stage.service.report()
  return faults.filter(({ path }) => path !== 'runtime').map(({ path, found }) => `${path}: ${found}`)
}
const drift = async () =>
  (await stage.service.pods()).pods.map((pod) => pod.drift.map(({ path, found }) => [path, found]))

describe('an agent that starts while a Cpu of a pod is offline', () => {
  it('keeps the pod on its Cpus, and says what is wrong until it is gone', async () => {
    await stage.start({ ...CPUS, online: WITHOUT_5 })
    stage.write('/sys/devices/system/cpu/online', '0-4,6-7')
    stage.group('game', '4')
    const sandboxes = [await stage.sandbox('plain'), await stage.sandbox('game', '4-5')]
    const updates = await stage.agent.synchronize(sandboxes, [container('plain'), container('game', '4-5', '1')])
    expect(linesOf(updates)).toEqual(['c-plain 0-3,6-7/', 'c-game 4-5/1'])
    await look()
    expect(await drift()).toEqual([
      [
        ['containers.game.cpus', '4'],
        ['containers.game.mems', '0'],
      ],
    ])
    expect(await hostFaults()).toEqual(['pods.games/game.cpus: 5'])
    stage.write('/sys/devices/system/cpu/online', '0-7')
    stage.group('game', '4-5')
    stage.write('/cgroup/game/cpuset.mems.effective', '1')
    await look()
    expect([await drift(), await hostFaults()]).toEqual([[[]], []])
    expect((await stage.told()).slice(-1)).toEqual(['repaired as decided again'])
    expect(stage.agent.placement.sharedSet.cpus).toBe('0-3,6-7')
  })

  it('gives that Cpu to no pod, neither the one that has it nor another', async () => {
    await stage.start({ ...CPUS, online: WITHOUT_5 })
    const sandbox = await stage.sandbox('game', '4-5')
    await stage.agent.synchronize([sandbox], [container('game', '4-5', '1')])
    stage.agent.connected({ update: async () => undefined })
    const grown = await stage.agent.apply(sandbox, await stage.signed('game', '4-6'))
    expect(grown).toMatchObject({ kind: 'refused', reasons: [{ path: 'cpus', found: '5', expected: EXPECTED }] })
    const other = stage.agent.create(await stage.sandbox('other', '5-6'), container('other'))
    await expect(other).rejects.toThrow(/cpus: found 5, expected online.*found 5 of games\/game, expected free Cpus/)
    const later = await stage.signed('game', '4,6')
    expect(await stage.agent.apply(sandbox, later)).toMatchObject({ kind: 'applied', cpuset: { cpus: '4,6' } })
    expect(await hostFaults()).toEqual([])
  })

  it('pins no two pods to one Cpu', async () => {
    await stage.start({ ...CPUS, online: WITHOUT_5 })
    const sandboxes = [await stage.sandbox('first', '4-5'), await stage.sandbox('second', '5-6')]
    const containers = [container('first', '4-5', '1'), container('second', '5-6', '1')]
    const updates = await stage.agent.synchronize(sandboxes, containers)
    expect(linesOf(updates)).toEqual(['c-second 0-3,6-7/', 'c-first 4-5/1'])
    expect(await stage.told()).toEqual([expect.stringContaining('found 5 of games/first, expected free Cpus')])
    // What the runtime has of it by now are the shared Cpus: it does not take them for itself the next time.
    const again = [containers[0], container('second', '0-3,6-7', '1')]
    expect(linesOf(await stage.agent.synchronize(sandboxes, again))).toEqual(['c-second 0-3,6-7/', 'c-first 4-5/1'])
  })
})

describe('an agent that starts with other reserved Cpus', () => {
  it('keeps the pod on its Cpus, and says what is wrong until a start with those of before', async () => {
    await stage.start({ ...CPUS, reserved: [0, 4] }, true)
    stage.group('game', '4-5')
    const sandbox = await stage.sandbox('game', '4-5')
    const took = () => stage.agent.synchronize([sandbox], [container('game', '4-5', '0')])
    expect(linesOf(await took())).toEqual(['c-game 4-5/0'])
    await look()
    expect([await drift(), await hostFaults()]).toEqual([[[['cpus', '4']]], ['pods.games/game.cpus: 4']])
    // No second try of the runtime would help.
    expect(await stage.told()).toEqual([`drift cpus: found 4, expected ${EXPECTED}`])
    await expect(stage.agent.create(await stage.sandbox('other', '4'), container('other'))).rejects.toThrow(EXPECTED)
    await stage.start(CPUS)
    await took()
    expect([await drift(), await hostFaults()]).toEqual([[[]], []])
  })

  it('keeps what a pod has by the runtime alone, more than its sandbox began with', async () => {
    await stage.start({ ...CPUS, online: WITHOUT_5 })
    const sandbox = await stage.sandbox('game', '4')
    expect(linesOf(await stage.agent.synchronize([sandbox], [container('game', '4-5', '1')]))).toEqual(['c-game 4-5/1'])
  })
})
