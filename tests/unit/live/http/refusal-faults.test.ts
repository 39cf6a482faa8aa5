import { expect, it } from 'vitest'
import { refusalFaults } from '../../../../src/live/http/refusal-faults.ts'
import type { DecisionLine } from '../../../../src/model/decision.ts'

it('says in words why a pod fits nowhere, and that no single change helps where none does', () => {
  const reasons = [
    { filter: 'Cpus', hosts: 1 },
    { filter: 'Memory', hosts: 21 },
  ]
  expect(refusalFaults([{ kind: 'refuse', pod: 'moba/z1/logic-9', reasons } as unknown as DecisionLine])).toEqual([
    {
      path: 'moba/z1/logic-9',
      found: 'no host (21 hosts have too little memory free, 1 host has too few Cpus free)',
      expected: 'more than one change: no single one on any host makes it fit',
    },
  ])
})
