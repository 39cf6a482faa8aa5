import { expect, it } from 'vitest'
import { startAgent } from './agent/agent.ts'
import { longestGapMs, startTicker, stopPods, ticksOf } from './agent/pods.ts'
import { DISK, requestOf } from './agent/requests.ts'
import { sharedGuest } from './lab/shared.ts'

const RESIZES = 50
const TICK_MS = 100

/**
 * The guest's Cpus share one thread of the emulator, so whatever the agent does slows the pod down, were it only to
 * look. In the window to compare with, as long as the other, the agent does all but the resize: asked for the same size
 * again and again, it reads every field back and changes none.
 */
it(`${RESIZES} resizes hold a process up no longer than requests that change nothing`, async () => {
  const guest = sharedGuest()
  const agent = await startAgent(guest)
  const pid = await startTicker(guest, '/run/ticks', 16)
  const sizes = [
    { cpus: '4-5', memoryMib: { 1: 96 }, diskMib: { [DISK]: 64 }, ioKibps: 2048 },
    { cpus: '4-7', memoryMib: { 1: 160 }, diskMib: { [DISK]: 96 }, ioKibps: 4096 },
    { cpus: '2-3', memoryMib: { 0: 128 }, diskMib: { [DISK]: 64 }, ioKibps: 1024 },
  ]
  const apply = async (step: number) => {
    const { status, body } = await agent.apply(requestOf({ ordinal: 1, pid, vf: 0, step, ...sizes[step % 3] }))
    expect({ status, drift: body.drift }).toEqual({ status: 200, drift: [] })
  }
  const nowMs = async () => Number(await guest.must('date +%s%3N'))
  try {
    await apply(0)
    const resizedFromMs = await nowMs()
    for (let step = 1; step <= RESIZES; step++) await apply(step)
    const resizedToMs = await nowMs()
    const lengthMs = resizedToMs - resizedFromMs
    let requests = 0
    for (; (await nowMs()) < resizedToMs + lengthMs; requests++) await apply(RESIZES)
    const ticks = await ticksOf(guest, '/run/ticks')
    const gapResizedMs = longestGapMs(ticks, resizedFromMs, resizedToMs)
    const gapStillMs = longestGapMs(ticks, resizedToMs, resizedToMs + lengthMs)
    console.log(
      `longest gap of a tick each ${TICK_MS} ms, windows of ${lengthMs} ms: ${gapResizedMs} ms over ${RESIZES} resizes, ` +
        `${gapStillMs} ms over ${requests} requests that change nothing`,
    )
    expect(gapResizedMs).toBeLessThanOrEqual(gapStillMs + TICK_MS)
  } finally {
    await agent.release('demo/z1/server-1')
    await stopPods(guest)
    await agent.close()
  }
}, 1_800_000)
