import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** What a process took. Memory and processor time are from /proc, ten times a second; 0 where there is none. */
export interface ProcessFigures {
  readonly wallSeconds: number
  readonly cpuSeconds: number
  readonly peakMemoryMib: number
}

/** Ticks of processor time a second, as Linux counts them for programs. */
const TICKS_PER_SECOND = 100

/** Runs Node with these words to its end, stdout dropped. Throws unless it ends with 0. */
export async function measured(words: readonly string[]): Promise<ProcessFigures> {
  const begun = performance.now()
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'ignore', 'inherit'] })
  let peakMemoryMib = 0
  let cpuSeconds = 0
  const timer = setInterval(() => {
    peakMemoryMib = Math.max(peakMemoryMib, peakOf(child.pid))
    cpuSeconds = Math.max(cpuSeconds, cpuOf(child.pid))
  }, 100)
  const code = await new Promise<number | null>((resolve) => child.on('exit', resolve))
  clearInterval(timer)
  if (code !== 0) throw new Error(`${words.join(' ')} ended with ${code}`)
  return { wallSeconds: (performance.now() - begun) / 1000, cpuSeconds, peakMemoryMib }
}

/** Highest resident set so far in MiB. */
function peakOf(pid: number | undefined): number {
  return Number(/VmHWM:\s+(\d+)/.exec(readProcess(pid, 'status'))?.[1] ?? 0) / 1024
}

/** Seconds of processor time of all threads so far. */
function cpuOf(pid: number | undefined): number {
  const words = readProcess(pid, 'stat')
    .replace(/^.*\) /, '')
    .split(' ')
  return words.length < 13 ? 0 : (Number(words[11]) + Number(words[12])) / TICKS_PER_SECOND
}

function readProcess(pid: number | undefined, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return ''
  }
}
