import { describe, expect, it } from 'vitest'
import { actionsOf, PROGRESS, stateAfter } from '../../../../src/live/plans/transitions.ts'
import { PLAN_ACTIONS, PLAN_STATES } from '../../../../src/model/plan.ts'

/** Every state (rows) and action (columns); a dot is a conflict. */
const TABLE = `
state        propose   withdraw  approve   apply     pause   resume    halt    rollback  close
draft        proposed  .         .         .         .       .         .       .         draft
proposed     .         draft     approved  .         .       .         .       .         .
approved     .         draft     .         applying  .       .         .       .         .
applying     .         .         .         .         paused  .         halted  .         .
paused       .         .         .         .         .       applying  halted  applying  .
halted       .         .         .         .         .       applying  .       applying  halted
applied      .         .         .         .         .       .         .       applying  applied
failed       .         .         .         .         .       .         .       applying  failed
rolled-back  .         .         .         .         .       .         .       .         .`

const [head, ...rows] = TABLE.trim()
  .split('\n')
  .map((row) => row.trim().split(/\s+/))

describe('transitions', () => {
  it('has a row for every state and a column for every action', () => {
    expect(head.slice(1)).toEqual([...PLAN_ACTIONS])
    expect(rows.map((row) => row[0]).sort()).toEqual([...PLAN_STATES].sort())
  })

  const cells = PLAN_STATES.flatMap((state) => PLAN_ACTIONS.map((action) => ({ state, action })))
  it.each(cells)('$state, $action', ({ state, action }) => {
    const cell = rows.find((row) => row[0] === state)?.[head.indexOf(action)]
    expect(stateAfter(state, false, action)).toBe(cell === '.' ? null : cell)
    expect(actionsOf(state, false).includes(action)).toBe(cell !== '.')
    expect(stateAfter(state, true, action)).toBeNull()
    expect(actionsOf(state, true)).toEqual([])
  })

  it('goes on by itself from applying, and from paused to halted', () => {
    expect(PROGRESS).toEqual({ applying: ['applied', 'halted', 'rolled-back', 'failed'], paused: ['halted'] })
  })
})
