import type { HoldingWords } from './decision.ts'

/** The holding in a line of the log (a decision, an `adopt` event), without the line's own words. */
export function holdingOfLine(line: HoldingWords): HoldingWords {
  const { host, cpus, cpuMilli, memoryMib, diskMib, ioKibps } = line
  const { network, vf, gpus, nic, nicMbps, nicKpps, ip, segment, mac, overlayIp, overlaySegment, volume, volumeMib } =
    line
  return {
    host,
    ...(cpus === undefined ? {} : { cpus }),
    ...(cpuMilli === undefined ? {} : { cpuMilli }),
    memoryMib,
    ...(diskMib === undefined ? {} : { diskMib }),
    ...(ioKibps === undefined ? {} : { ioKibps }),
    network,
    ...(vf === undefined ? {} : { vf }),
    ...(gpus === undefined ? {} : { gpus }),
    ...(nic === undefined ? {} : { nic }),
    ...(nicMbps === undefined ? {} : { nicMbps }),
    ...(nicKpps === undefined ? {} : { nicKpps }),
    ...(ip === undefined ? {} : { ip }),
    ...(segment === undefined ? {} : { segment }),
    ...(mac === undefined ? {} : { mac }),
    ...(overlayIp === undefined ? {} : { overlayIp }),
    ...(overlaySegment === undefined ? {} : { overlaySegment }),
    ...(volume === undefined ? {} : { volume }),
    ...(volumeMib === undefined ? {} : { volumeMib }),
  }
}
