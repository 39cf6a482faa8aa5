import { expect, test } from 'vitest'
import { createEngine, type Engine } from '../../../src/engine/engine.ts'
import type { Taint } from '../../../src/model/kube/node.ts'
import type { Toleration } from '../../../src/model/kube/pod.ts'
import { fleetOf, PLAIN, smtHost } from './small-fleet.ts'

const BATCH: Taint = { key: 'batch', value: 'only', effect: 'NoSchedule' }
const ANY_BATCH: Toleration = { key: 'batch', operator: 'Exists', value: '', effect: '' }

/** Two hosts, of which the first has taints; pods of one Cpu. */
function engineWith(taints: readonly Taint[], tolerations: readonly Toleration[]): Engine {
  const engine = createEngine(fleetOf([{ ...smtHost('h1'), taints }, smtHost('h2')]))
  const request = { ...PLAIN, cpus: 1, tolerations }
  engine.observe({ atUs: 0, kind: 'component', game: 'g', component: 'c', request })
  return engine
}

function ask(engine: Engine, ordinal: number): string | undefined {
  const who = { pod: `g/z/c-${ordinal}`, game: 'g', zone: 'z', component: 'c' }
  engine.observe({ atUs: ordinal, kind: 'request', ...who, cpus: 1, memoryMib: 64, cause: 'launch' })
  engine.decide(ordinal)
  return hostOf(engine, ordinal)
}

function hostOf(engine: Engine, ordinal: number): string | undefined {
  const holding = engine.holding(`g/z/c-${ordinal}`)
  return holding === null ? undefined : ['h1', 'h2'][holding.host]
}

test('a taint keeps pods off that do not tolerate it, and no others', () => {
  expect(ask(engineWith([], []), 1)).toBe('h1')
  expect(ask(engineWith([BATCH], []), 1)).toBe('h2')
  expect(ask(engineWith([BATCH], [ANY_BATCH]), 1)).toBe('h1')
  const other: Toleration = { key: 'batch', operator: 'Equal', value: 'never', effect: '' }
  expect(ask(engineWith([BATCH], [other]), 1)).toBe('h2')
})

test('a taint that is only disliked gives way when there is nothing else', () => {
  const engine = engineWith([{ ...BATCH, effect: 'PreferNoSchedule' }], [])
  expect(ask(engine, 1)).toBe('h2')
  engine.observe({ atUs: 2, kind: 'cordon', host: 'h2' })
  expect(ask(engine, 2)).toBe('h1')
})

test('a taint that drives off moves the pods that do not tolerate it, and is counted in a refusal', () => {
  const engine = engineWith([], [])
  ask(engine, 1)
  engine.observe({ atUs: 2, kind: 'taint', host: 'h1', taints: [{ ...BATCH, effect: 'NoExecute' }] })
  const [moved] = engine.decide(2)
  expect(moved).toMatchObject({ kind: 'migrate', cause: 'taint' })
  expect(hostOf(engine, 1)).toBe('h2')
  engine.observe({ atUs: 3, kind: 'taint', host: 'h2', taints: [{ ...BATCH, effect: 'NoExecute' }] })
  const [refused] = engine.decide(3)
  expect(refused).toMatchObject({ kind: 'refuse', action: 'migrate', reasons: [{ filter: 'Taints', hosts: 1 }] })
  engine.observe({ atUs: 4, kind: 'taint', host: 'h1', taints: [] })
  expect(ask(engine, 4)).toBe('h1')
})
