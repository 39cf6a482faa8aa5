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

/** Threads that are asked one thing after another. */
export interface Workers<Task, Answer> {
  /** How many there are; asked more at once they take turns. */
  readonly size: number
  /** Rejects when a thread breaks. Not settled when the work is stopped before. */
  ask(task: Task): Promise<Answer>
  /** Settled once the interrupt is raised. */
  readonly stopped: Promise<'stopped'>
  close(): Promise<void>
}

/** Opens a thread for each Cpu. file, job: as for `workThrough`. */
export function openWorkers<Task, Answer>(file: string, job: unknown, interrupt: Interrupt): Workers<Task, Answer> {
  const all = Array.from({ length: availableParallelism() }, () => {
    return new Worker(new URL(file, import.meta.url), { workerData: job })
  })
  const idle = [...all]
  const waiting: (() => void)[] = []
  let poll: ReturnType<typeof setInterval> | undefined
  const stopped = new Promise<'stopped'>((resolve) => {
    poll = setInterval(() => {
      if (interrupt.raised) resolve('stopped')
    }, INTERRUPT_POLL_MS)
  })
  const ask = async (task: Task): Promise<Answer> => {
    while (idle.length === 0) await new Promise<void>((resolve) => waiting.push(resolve))
    const worker = idle.pop() as Worker
    const answer = await new Promise<Answer>((resolve, reject) => {
      const answered = (value: Answer): void => {
        worker.removeListener('error', reject)
        resolve(value)
      }
      worker.once('message', answered)
      worker.once('error', reject)
      worker.postMessage(task)
    })
    idle.push(worker)
    waiting.shift()?.()
    return answer
  }
  const close = async (): Promise<void> => {
    clearInterval(poll)
    await Promise.all(all.map((worker) => worker.terminate()))
  }
  return { size: all.length, ask, stopped, close }
}
