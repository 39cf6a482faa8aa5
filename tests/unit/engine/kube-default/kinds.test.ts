import { expect, test } from 'vitest'
import { Kinds } from '../../../../src/engine/kube-default/kinds.ts'
import type { Pod } from '../../../../src/engine/kube-default/pod.ts'
import type { PodRequest } from '../../../../src/model/request.ts'

const REQUEST: PodRequest = {
  cpus: 2,
  cpuMilli: 500,
  memoryMib: 1024,
  diskMib: 0,
  ioKibps: 0,
  network: 'bridge',
  numa: 'preferred',
  where: {},
  spread: [],
  profile: 'pack',
}

const POD: Pod = {
  identity: { name: 'moba/z1/battle-1', game: 'moba', zone: 'z1', component: 'battle' },
  request: REQUEST,
  askedAtUs: 0,
  size: { cpus: 2, cpuMilli: 500, memoryMib: 1024 },
  cause: 'launch',
  holding: null,
  startedAtUs: 0,
  volume: null,
  isRefused: false,
  triedAt: -1,
  notBeforeUs: 0,
  failures: 0,
}

test('pods that differ in name, zone and story alone are of one kind', () => {
  const kinds = new Kinds()
  const kind = kinds.of(POD)
  expect(kind.request).toBe(REQUEST)
  expect(kind.size).toEqual(POD.size)
  const other: Pod = { ...POD, askedAtUs: 5, cause: 'recover', failures: 3, size: { ...POD.size } }
  expect(kinds.of({ ...other, identity: { ...POD.identity, name: 'moba/z2/battle-7', zone: 'z2' } })).toBe(kind)
})

test.each([
  ['Cpus', { size: { ...POD.size, cpus: 3 } }],
  ['shared Cpus', { size: { ...POD.size, cpuMilli: 501 } }],
  ['MiB', { size: { ...POD.size, memoryMib: 1025 } }],
  ['game', { identity: { ...POD.identity, game: 'mmo' } }],
  ['component', { identity: { ...POD.identity, component: 'access' } }],
  ['request', { request: { ...REQUEST } }],
] as const)('pods that differ in %s are of two kinds', (_, differs) => {
  const kinds = new Kinds()
  const kind = kinds.of(POD)
  const other: Pod = { ...POD, ...differs }
  expect(kinds.of(other)).not.toBe(kind)
  expect(kinds.of(other).size).toEqual(other.size)
  expect(kinds.of(POD)).toBe(kind)
})
