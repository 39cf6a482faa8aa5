import type { MapHit } from '../../../chart/fleet-hit.ts'
import { RESERVED } from '../../../model/fleet-columns.ts'
import { LOAD_UNKNOWN } from '../../../worker/codes.ts'
import { formatCount, formatSpan } from '../../format.ts'
import { control } from '../../state/run-control.ts'
import { nameOfVf } from './vf-name.ts'

/** Writes what is under the pointer into the tip and puts it beside the pointer; hides it for null. */
export function showTip(tip: HTMLElement, hit: MapHit | null, clientX: number, clientY: number): void {
  placeTip(tip, hit === null ? [] : linesOf(hit), clientX, clientY)
}

/** Writes lines into a tip and puts it beside a point of the page; hides it when there are none. */
export function placeTip(tip: HTMLElement, lines: readonly string[], clientX: number, clientY: number): void {
  tip.hidden = lines.length === 0
  if (lines.length === 0) return
  tip.replaceChildren(
    ...lines.map((text, i) => {
      const line = document.createElement(i === 0 ? 'strong' : 'span')
      line.textContent = text
      return line
    }),
  )
  const box = tip.offsetParent?.getBoundingClientRect()
  if (box === undefined) return
  const left = clientX - box.left + 14
  const top = clientY - box.top + 14
  tip.style.left = `${left + tip.offsetWidth > box.width ? left - tip.offsetWidth - 28 : left}px`
  tip.style.top = `${top + tip.offsetHeight > box.height ? top - tip.offsetHeight - 28 : top}px`
}

function linesOf(hit: MapHit): string[] {
  const { run, frame } = control.recording
  if (run === null || frame === null) return []
  const host = run.fleet.hosts[hit.host]
  const place = `${host.name}${frame.hostDown[hit.host] === 1 ? ' (away)' : ''}`
  const where = `${host.region} / ${host.idc} / ${host.module} / ${host.rack}`
  if (hit.part === 'cpu') {
    const cell = `Cpu ${hit.cpu}, NumaNode ${hit.numa}, ${place}`
    if (hit.owner >= 0) return [...podLines(hit.owner), cell, where]
    return [hit.owner === RESERVED ? 'Reserved for the system' : 'Free', cell, where]
  }
  if (hit.part === 'vf') {
    const cell = `VF ${nameOfVf(run, hit.host, hit.vf)}, ${place}`
    return hit.owner >= 0 ? [...podLines(hit.owner), cell, where] : ['Free', cell, where]
  }
  const [held, free] = [frame.ipsHeld[hit.host], frame.ipsFree[hit.host]].map(formatCount)
  return [place, where, host.topology, `${held} IPs held, ${free} free in its pools`]
}

function podLines(pod: number): string[] {
  const { frame, podNames } = control.recording
  if (frame === null) return []
  const i = slotOf(frame.pods, pod)
  const lines = [podNames[pod] ?? '']
  if (i < 0) return lines
  const load = frame.loadPercent[i]
  const age = formatSpan(frame.timeUs - frame.placedAtUs[i])
  return [...lines, `${load === LOAD_UNKNOWN ? 'load not read yet' : `load ${load} % of its Cpus`} · placed ${age} ago`]
}

/** Position of a pod in the ascending list, -1 when absent. */
function slotOf(pods: Int32Array, pod: number): number {
  let low = 0
  let high = pods.length - 1
  while (low <= high) {
    const middle = (low + high) >>> 1
    if (pods[middle] === pod) return middle
    if (pods[middle] < pod) low = middle + 1
    else high = middle - 1
  }
  return -1
}
