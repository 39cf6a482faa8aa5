import { expect, it } from 'vitest'
import { Round } from '../../../simulator/checker/laws/round.ts'
import type { Pod } from '../../../simulator/checker/pods.ts'
import { Findings } from '../../../simulator/checker/report.ts'

// Where batch pods gave way to a place, what waits is tried once more before any batch pod takes its turn.

const pod = (name: string, isBatch: boolean): Pod => {
  return { name, askedAtUs: 0, group: null, component: { request: { batch: isBatch } } } as unknown as Pod
}

const [early, late, batch] = [pod('a', false), pod('b', false), pod('c', true)]

/** What is said of a round whose places come in this order, batch pods having given way to the first. */
function saidOf(others: readonly Pod[], which: 'all' | 'games'): readonly string[] {
  const findings = new Findings(10)
  const round = new Round(findings)
  round.orderPlace(late, false)
  round.repeat(which)
  for (const other of others) round.orderPlace(other, false)
  return findings.violations.map(({ law, message }) => `${law}: ${message}`)
}

it('lets what waits begin again where batch pods gave way, and batch pods follow', () => {
  expect(saidOf([early, batch], 'games')).toEqual([])
})

it('breaks L7 where a batch pod took its turn before', () => {
  expect(saidOf([batch, early], 'games')).toEqual(['L7: places come before places of batch pods in a round'])
})

it('lets all of them begin again, batch pods too, where a pod came that others are to be near to', () => {
  expect(saidOf([batch, early], 'all')).toEqual([])
})
