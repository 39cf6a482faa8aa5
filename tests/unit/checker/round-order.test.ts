import { expect, it } from 'vitest'
import { Round } from '../../../simulator/checker/laws/round.ts'
import type { Pod } from '../../../simulator/checker/pods.ts'
import { Findings } from '../../../simulator/checker/report.ts'

// Where batch pods gave way to a place, what waits is tried once more before any batch pod takes its turn.

interface Asked {
  readonly isBatch?: boolean
  readonly group?: string
  readonly filters?: readonly string[]
}

const pod = (name: string, { isBatch = false, group, filters = [] }: Asked = {}): Pod => {
  const component = { request: { batch: isBatch }, profile: { own: { filters, scores: [] } } }
  return { name, askedAtUs: 0, group: group ?? null, component } as unknown as Pod
}

const [early, late, batch] = [pod('a'), pod('b'), pod('c', { isBatch: true })]

/** What is said of a round whose places come in this order, after a first that lets others begin again. */
function saidOf(others: readonly Pod[], which: 'followers' | 'games', follows: readonly Pod[] = []): readonly string[] {
  const findings = new Findings(10)
  const round = new Round(findings)
  round.orderPlace(late, false)
  round.repeat(which)
  for (const other of others) round.orderPlace(other, follows.includes(other))
  return findings.violations.map(({ law, message }) => `${law}: ${message}`)
}

it('lets what waits begin again where batch pods gave way, and batch pods follow', () => {
  expect(saidOf([early, batch], 'games')).toEqual([])
})

it('breaks L7 where a batch pod took its turn before', () => {
  expect(saidOf([batch, early], 'games')).toEqual(['L7: places come before places of batch pods in a round'])
})

it('lets pods begin again that must be near one that came, after batch pods too', () => {
  expect(saidOf([batch, early], 'followers', [early])).toEqual([])
  const [one, other] = [pod('e'), pod('d')]
  expect(saidOf([one, other], 'followers', [one, other])).toEqual([])
})

it('breaks L7 where a pod begins again that a place cannot have let in', () => {
  expect(saidOf([early], 'followers')).toEqual(['L7: places are out of order: a after b'])
  const again = 'L7: places of batch pods are out of order: c after d'
  expect(saidOf([pod('d', { isBatch: true }), batch], 'followers')).toEqual([again])
})

it('lets a group begin again, and a pod of a policy that filters: a place may have let them in', () => {
  expect(saidOf([pod('a', { group: 'g' })], 'followers')).toEqual([])
  expect(saidOf([pod('a', { filters: ['Second'] })], 'followers')).toEqual([])
})
