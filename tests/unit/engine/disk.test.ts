import { expect, test } from 'vitest'
import { createEngine } from '../../../src/engine/engine.ts'
import { fleetOf, PLAIN, smtHost } from './small-fleet.ts'

/** Disks taken by pods of 100 MiB each, in the order of placing. */
function disksTaken(profile: string, capacitiesMib: readonly number[], ioKibps = 10): number[] {
  const disks = capacitiesMib.map((capacityMib, i) => ({ name: `d${i}`, capacityMib, ioKibps: 25 }))
  const engine = createEngine(fleetOf([{ ...smtHost('h'), disks }]))
  const request = { ...PLAIN, cpus: 1, diskMib: 100, ioKibps, profile }
  engine.observe({ atUs: 0, kind: 'component', game: 'g', component: 'c', request })
  const taken: number[] = []
  for (let i = 0; i < 4; i++) {
    const pod = `g/z/c-${i}`
    engine.observe({
      atUs: i,
      kind: 'request',
      pod,
      game: 'g',
      zone: 'z',
      component: 'c',
      cpus: 1,
      memoryMib: 64,
      cause: 'launch',
    })
    engine.decide(i)
    taken.push(engine.holding(pod)?.disk ?? -1)
  }
  return taken
}

test('pack fills the fullest disk that fits, spread the emptiest, ties in list order', () => {
  expect(disksTaken('pack', [300, 300])).toEqual([0, 0, 1, 1])
  expect(disksTaken('spread', [300, 300])).toEqual([0, 1, 0, 1])
  expect(disksTaken('pack', [300, 150], 0)).toEqual([1, 0, 0, 0])
})

test('a disk without room or IO share takes no more', () => {
  expect(disksTaken('pack', [1000])).toEqual([0, 0, -1, -1])
  expect(disksTaken('pack', [250], 0)).toEqual([0, 0, -1, -1])
})
