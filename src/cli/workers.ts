import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { Interrupt } from './interrupt.ts'

const INTERRUPT_POLL_MS = 50

export interface Work<Task, Answer> {
  /** Of the thread's code, beside the built command; see scripts/build.mjs. It answers each message by one. */
  readonly file: string
  /** What every thread is given. */
  readonly job: unknown
  readonly tasks: readonly Task[]
  /** Takes the answer to the task of that index, in whichever order they come. What it throws ends the work. */
  readonly take: (answer: Answer, index: number) => void
  readonly interrupt: Interrupt
}

/** Spreads tasks over the machine's Cpus, one thread each; false when interrupted. Rejects when a thread breaks. */
export async function workThrough<Task, Answer>(work: Work<Task, Answer>): Promise<boolean> {
  const { file, job, tasks, take, interrupt } = work
  const waiting = [...tasks.keys()]
  const workers = tasks.slice(0, availableParallelism()).map(() => {
    return new Worker(new URL(file, import.meta.url), { workerData: job })
  })
  const workAll = (worker: Worker): Promise<void> =>
    new Promise((resolve, reject) => {
      let index = waiting.shift()
      const next = (): void => {
        if (index === undefined) resolve()
        else worker.postMessage(tasks[index])
      }
      worker.on('message', (answer: Answer) => {
        try {
          if (index !== undefined) take(answer, index)
        } catch (error) {
          return reject(error)
        }
        index = waiting.shift()
        next()
      })
      worker.on('error', reject)
      next()
    })
  let poll: ReturnType<typeof setInterval> | undefined
  const stopped = new Promise<false>((resolve) => {
    poll = setInterval(() => {
      if (interrupt.raised) resolve(false)
    }, INTERRUPT_POLL_MS)
  })
  try {
    return await Promise.race([Promise.all(workers.map(workAll)).then(() => true), stopped])
  } finally {
    clearInterval(poll)
    await Promise.all(workers.map((worker) => worker.terminate()))
  }
}
