import { type BindFigures, PEERS } from './binds.ts'

/** Prints the figures of one window, slice by slice and over all. */
export function printBinds(title: string, figures: BindFigures): void {
  console.log(`\n${title}`)
  for (const [i, slice] of figures.slices.entries()) {
    console.log(`slice ${i + 1}:  binds per second   processor ms a bind: own, server`)
    for (const peer of PEERS) {
      const { count, wallMs, ownCpuMs = 0, serverCpuMs = 0 } = slice[peer]
      const cpu = `${(ownCpuMs / count).toFixed(2)}, ${(serverCpuMs / count).toFixed(2)}`
      console.log(`${peer.padStart(12)} ${pad((count * 1000) / wallMs)}   ${cpu}`)
    }
    const { wholeMs = 0, wallMs, count } = slice.berth
    const before = `${((wholeMs - wallMs) / 1000).toFixed(1)} s before its first bind`
    console.log(`${'whole path'.padStart(12)} ${pad((count * 1000) / wholeMs)}   berth with ${before}`)
  }
  const { bindsPerSecond, ratioToPlain, ratioToScheduler, wholeToPlain, wholeToScheduler, engineShare } = figures
  const rates = PEERS.map((peer) => `${peer} ${Math.round(bindsPerSecond[peer])}`).join(', ')
  console.log(`over all: ${rates} binds per second`)
  const words = (ratio: number, whole: number): string => `${ratio.toFixed(2)}, the whole path ${whole.toFixed(2)}`
  console.log(`berth ÷ plain client that decides nothing: ${words(ratioToPlain, wholeToPlain)}`)
  console.log(`berth ÷ plain client by processor time alone: ${figures.cpuToPlain.toFixed(2)}`)
  console.log(`berth ÷ kube-scheduler: ${words(ratioToScheduler, wholeToScheduler)}`)
  console.log(`engine: ${(engineShare * 100).toFixed(1)} % of berth's time, planning and checks included`)
}

function pad(value: number): string {
  return String(Math.round(value)).padStart(12)
}
