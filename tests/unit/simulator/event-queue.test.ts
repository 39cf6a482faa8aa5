import { describe, expect, it } from 'vitest'
import { EventQueue, Phase } from '../../../simulator/event-queue.ts'
import { randomStream } from '../../../src/base/random.ts'

function drain(queue: EventQueue): number[][] {
  const out: number[][] = []
  while (queue.size > 0) {
    out.push([queue.nextTimeUs, queue.nextPhase, queue.nextSubject, queue.nextStamp])
    queue.pop()
  }
  return out
}

describe('EventQueue', () => {
  it('is empty at first and after the last pop', () => {
    const queue = new EventQueue()
    expect(queue.nextTimeUs).toBe(Infinity)
    queue.push(3, Phase.load, 0, 0)
    queue.pop()
    expect(queue.nextTimeUs).toBe(Infinity)
    expect(queue.size).toBe(0)
  })

  it('orders one instant by phase: ends, failures, recoveries, readiness, starts, load, sample', () => {
    const queue = new EventQueue()
    const phases = ['sample', 'load', 'gameStart', 'podReady', 'hostRecovered', 'hostLost', 'gameEnd'] as const
    for (const [index, phase] of phases.entries()) queue.push(5, Phase[phase], index, 0)
    expect(drain(queue).map(([, , index]) => phases[index])).toEqual([...phases].reverse())
  })

  it('keeps the order of pushing among equals', () => {
    const queue = new EventQueue()
    for (let i = 0; i < 1000; i++) queue.push(7, Phase.podReady, i, 0)
    expect(drain(queue).map(([, , subject]) => subject)).toEqual(Array.from({ length: 1000 }, (_, i) => i))
  })

  it('equals a stable sort by (time, phase) under any mix of pushes and pops', () => {
    const stream = randomStream(1, 'event-queue')
    const queue = new EventQueue()
    const expected: number[][] = []
    for (let step = 0; step < 20_000; step++) {
      if (stream.below(3) > 0 || expected.length === 0) {
        const entry = [stream.below(50) * 1e12, stream.below(7), step, stream.below(1 << 30)]
        queue.push(entry[0], entry[1] as Phase, entry[2], entry[3])
        let at = expected.length
        while (
          at > 0 &&
          (expected[at - 1][0] > entry[0] || (expected[at - 1][0] === entry[0] && expected[at - 1][1] > entry[1]))
        )
          at--
        expected.splice(at, 0, entry)
      } else {
        expect([queue.nextTimeUs, queue.nextPhase, queue.nextSubject, queue.nextStamp]).toEqual(expected.shift())
        queue.pop()
      }
    }
    expect(drain(queue)).toEqual(expected)
  })
})
