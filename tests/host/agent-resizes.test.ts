import { expect, it } from 'vitest'
import { startAgent } from './agent/agent.ts'
import { longestGapMs, startTicker, stopPods, ticksOf } from './agent/pods.ts'
import { DISK, requestOf } from './agent/requests.ts'
import { sharedGuest } from './lab/shared.ts'

/** A few for each test run; 50 (BERTH_RESIZES=50, three minutes) for the figure in docs/FIGURES.md. */
const RESIZES = Number(process.env['BERTH_RESIZES'] ?? 5)
const TICK_MS = 100

/**
 * The guest's Cpus share one thread of the emulator, so whatever the agent does slows the pod down, were it only to
 * look; and the machine has other work, now more, now less. So each resize is followed by a window as long in which the
 * agent does all but resize: asked for the same size again and again, it reads every field back and changes none.
 */
it(`${RESIZES} resizes leave a process running; its gaps are told beside those without`, async () => {
  const guest = sharedGuest()
  const agent = await startAgent(guest, ['--reserved-cpus', '0'])
  const pid = await startTicker(guest, '/run/ticks', 16)
  const sizes = [
    { cpus: '4-5', memoryMib: { 1: 96 }, diskMib: { [DISK]: 64 }, ioKibps: 2048 },
    { cpus: '4-7', memoryMib: { 1: 160 }, diskMib: { [DISK]: 96 }, ioKibps: 4096 },
    { cpus: '4-6', memoryMib: { 1: 128 }, diskMib: { [DISK]: 64 }, ioKibps: 1024 },
  ]
  const apply = async (step: number) => {
    const { status, body } = await agent.apply(requestOf({ ordinal: 1, pid, vf: 0, step, ...sizes[step % 3] }))
    expect({ status, drift: body.drift }).toEqual({ status: 200, drift: [] })
  }
  const nowMs = async () => Number(await guest.must('date +%s%3N'))
  try {
    expect(await guest.must('taskset -cp $(pgrep -o -f berth-agent.js)')).toMatch(/: 0$/)
    await apply(0)
    const windows: { readonly isResize: boolean; readonly fromMs: number; readonly toMs: number }[] = []
    let requests = 0
    for (let step = 1; step <= RESIZES; step++) {
      const fromMs = await nowMs()
      await apply(step)
      const toMs = await nowMs()
      windows.push({ isResize: true, fromMs, toMs })
      let endMs = toMs
      for (; endMs < 2 * toMs - fromMs; endMs = await nowMs(), requests++) await apply(step)
      windows.push({ isResize: false, fromMs: toMs, toMs: endMs })
    }
    const ticks = await ticksOf(guest, '/run/ticks')
    const [resized, still] = [true, false].map((isResize) => {
      const own = windows.filter((window) => window.isResize === isResize)
      return {
        gapMs: Math.max(...own.map(({ fromMs, toMs }) => longestGapMs(ticks, fromMs, toMs))),
        sumMs: own.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0),
      }
    })
    console.log(
      `longest gap of a tick each ${TICK_MS} ms: ${resized.gapMs} ms in ${resized.sumMs} ms of ${RESIZES} resizes, ` +
        `${still.gapMs} ms in ${still.sumMs} ms of ${requests} requests that change nothing`,
    )
    // How long a gap is depends on what else the machine does; that the process ran on all the while does not.
    const { fromMs, toMs } = windows[windows.length - 1]
    expect(ticks.filter((tick) => tick >= windows[0].fromMs && tick <= toMs).length).toBeGreaterThan(windows.length)
    expect(ticks.some((tick) => tick >= fromMs)).toBe(true)
    expect(await guest.must(`kill -0 ${pid} && echo runs`)).toContain('runs')
  } finally {
    await agent.release('demo/z1/server-1')
    await stopPods(guest)
    await agent.close()
  }
}, 1_800_000)
