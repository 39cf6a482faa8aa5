import fc from 'fast-check'
import { expect, test } from 'vitest'
import { EventText } from '../../../../src/workbench/push/api/event-text.ts'

const STREAM =
  ': hello\n\nevent: status\nid: 3\ndata: {"a":1}\n\ndata: one\ndata:two\r\n\r\n: still here\n\nevent: x\ndata: y\n\n'
const EVENTS = [
  { event: 'status', text: '{"a":1}' },
  { event: 'message', text: 'one\ntwo' },
  { event: 'x', text: 'y' },
]

test('events come out the same however the text is cut', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: STREAM.length }), { maxLength: 12 }), (cuts) => {
      const text = new EventText()
      const ends = [...cuts.sort((a, b) => a - b), STREAM.length]
      const events = ends.flatMap((end, i) => text.push(STREAM.slice(i === 0 ? 0 : ends[i - 1], end)))
      expect(events).toEqual(EVENTS)
    }),
    { seed: 1 },
  )
})

test('an event that is not complete waits for its end', () => {
  const text = new EventText()
  expect(text.push('data: half')).toEqual([])
  expect(text.push('\n\n')).toEqual([{ event: 'message', text: 'half' }])
})
