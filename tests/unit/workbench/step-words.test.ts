import { expect, test } from 'vitest'
import { stepWords } from '../../../src/workbench/prove/case/step-words.ts'
import type { CaseStep } from '../../../src/worker/cases-protocol.ts'

test('a refusal of a case says what hosts lack as the pages of plans say it', () => {
  const decision = { kind: 'refuse', pod: 'a', group: 'g', reasons: [{ filter: 'Memory', hosts: 1 }] }
  expect(stepWords({ log: 'decisions', decision } as unknown as CaseStep)).toBe(
    '1 host has too little memory free, group g',
  )
})
