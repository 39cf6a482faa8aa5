import { describe, expect, it } from 'vitest'
import type { NumaRoom, NumaRule } from '../../../src/model/explanation.ts'
import { cpuChangeWords, keptWords, numaRuleWords } from '../../../src/model/in-place-words.ts'

const room = (numa: number, keptBy: NumaRoom['keptBy'], isChosen: boolean): NumaRoom => ({
  ...{ numa, keptBy, isChosen },
  ...{ heldCpus: 0, freeCpus: 0, heldMemoryMib: 0, freeMemoryMib: 0 },
})

describe('why a resized pod stands where it does', () => {
  it.each<[NumaRule, readonly NumaRoom[], string]>([
    ['most-free', [room(0, [], false), room(1, ['cpus'], true)], 'stays on NumaNode 1, which has the room'],
    ['most-free', [room(0, ['cpus'], true), room(1, ['memory'], true)], 'stays on NumaNodes 0-1, which have the room'],
    ['most-free', [room(0, [], true), room(1, [], false)], 'the one with the most free Cpus'],
    ['most-held', [room(0, [], true), room(1, [], true), room(2, [], false)], 'NumaNodes 0-1: of the smallest sets'],
    ['policy', [room(0, [], true), room(1, [], false)], 'the one that the policy likes most'],
    ['all', [room(0, [], true), room(1, [], true)], 'on all NumaNodes'],
    ['most-free', [room(0, ['cpus'], false)], ''],
  ])('%s of %j', (rule, rooms, words) => {
    const all = numaRuleWords({ heldCpus: '', rule, rooms })
    if (words === '') expect(all).toBe('')
    else expect(all).toContain(words)
  })
})

it.each([
  ['0-3', '0-1,6', 'Cpus: keeps 0-1, takes 6, gives back 2-3'],
  ['', '4', 'Cpus: keeps none, takes 4, gives back none'],
  ['', '', ''],
])('Cpus %j to %j', (before, after, words) => {
  expect(cpuChangeWords(before, after)).toBe(words)
})

it('names all that keeps a pod', () => {
  expect([keptWords([]), keptWords(['cpus', 'memory'])]).toEqual(['', 'Cpus, memory'])
})
