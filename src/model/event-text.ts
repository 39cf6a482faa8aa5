import type { Event } from './event.ts'

/**
 * An event as its line of `events.ndjson`, without the newline: what JSON.stringify gives. The kinds that a run has by
 * the million are written by hand, which takes a fraction of its time; names are plain ASCII words without escapes.
 */
export function eventText(event: Event): string {
  switch (event.kind) {
    case 'ready':
    case 'confirm':
      return `${headOf(event)}"}`
    case 'release':
      return `${headOf(event)}","cause":"${event.cause}"}`
    case 'resize':
      return `${headOf(event)}",${sizeText(event)},"cause":"${event.cause}"}`
    case 'request': {
      const group = event.group === undefined ? '' : `,"group":"${event.group}"`
      const words = `"game":"${event.game}","zone":"${event.zone}","component":"${event.component}"${group}`
      return `${headOf(event)}",${words},${sizeText(event)},"cause":"${event.cause}"}`
    }
    default:
      return JSON.stringify(event)
  }
}

/** Up to the pod's name. */
function headOf({ atUs, kind, pod }: Extract<Event, { readonly pod: string }>): string {
  return `{"atUs":${atUs},"kind":"${kind}","pod":"${pod}`
}

function sizeText({ cpus, cpuMilli, memoryMib }: Extract<Event, { readonly kind: 'request' | 'resize' }>): string {
  return `"cpus":${cpus}${cpuMilli === undefined ? '' : `,"cpuMilli":${cpuMilli}`},"memoryMib":${memoryMib}`
}
