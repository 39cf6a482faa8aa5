import { assert } from '../base/assert.ts'
import { formatCpuList } from '../base/cpu-list.ts'
import { formatIpv4, macOfIpv4 } from '../base/ipv4.ts'
import type { Fleet, Host } from './fleet.ts'
import type { BoundFailure, Decision, Holding } from './holding.ts'

/**
 * A function that writes a decision as its line of `decisions.ndjson`, without the newline.
 * The text is built by hand because it is most of the cost of a log: names are plain ASCII words that need no escapes.
 */
export function createDecisionWriter(fleet: Fleet): (decision: Decision) => string {
  const { volumePools = [] } = fleet
  const holdingText = (holding: Holding): string => {
    const host = fleet.hosts[holding.host]
    let memory = ''
    for (let numa = 0; numa < holding.memoryMib.length; numa++) {
      if (holding.memoryMib[numa] > 0) memory += `${memory === '' ? '' : ','}"${numa}":${holding.memoryMib[numa]}`
    }
    let text = `,"host":"${host.name}"`
    if (holding.cpus.length > 0) text += `,"cpus":"${formatCpuList(holding.cpus)}"`
    text += `${milliText(holding.cpuMilli)},"memoryMib":{${memory}}`
    if (holding.diskMib > 0) text += `,"diskMib":{"${host.disks[holding.disk].name}":${holding.diskMib}}`
    if (holding.ioKibps > 0) text += `,"ioKibps":${holding.ioKibps}`
    text += `,"network":"${holding.network}"`
    if (holding.vf >= 0) text += `,"vf":"${vfName(host, holding.vf)}"`
    if (holding.gpus.length > 0) text += `,"gpus":["${holding.gpus.map((gpu) => gpuName(host, gpu)).join('","')}"]`
    if (holding.nic >= 0) text += `,"nic":"${host.nics[holding.nic].name}"`
    if (holding.nicMbps > 0) text += `,"nicMbps":${holding.nicMbps}`
    if (holding.nicKpps > 0) text += `,"nicKpps":${holding.nicKpps}`
    if (holding.pool >= 0) {
      const { segment } = fleet.pools[holding.pool]
      text += `,"ip":"${formatIpv4(holding.ip)}","segment":"${segment}","mac":"${macOfIpv4(holding.ip)}"`
    }
    if (holding.overlayPool >= 0) {
      const { segment } = fleet.pools[holding.overlayPool]
      text += `,"overlayIp":"${formatIpv4(holding.overlayIp)}","overlaySegment":"${segment}"`
    }
    if (holding.volumePool < 0) return text
    return `${text},"volume":"${volumePools[holding.volumePool].name}","volumeMib":${holding.volumeMib}`
  }
  return (decision) => {
    const { pod } = decision
    const head = `{"seq":${decision.seq},"atUs":${decision.atUs},"kind":"${decision.kind}","pod":"${pod.name}"`
    const words = `${head},"game":"${pod.game}","zone":"${pod.zone}","component":"${pod.component}"`
    switch (decision.kind) {
      case 'place': {
        const group = decision.group === undefined ? '' : `,"group":"${decision.group}"`
        const held = `${words}${group}${holdingText(decision.holding)}`
        return `${held},"cause":"${decision.cause}","profile":"${decision.profile}"}`
      }
      case 'resize':
        return `${words}${holdingText(decision.holding)},"cause":"${decision.cause}","profile":"${decision.profile}"}`
      case 'migrate': {
        const from = `${words},"from":"${fleet.hosts[decision.before.host].name}"${holdingText(decision.holding)}`
        return `${from},"cause":"${decision.cause}","profile":"${decision.profile}"}`
      }
      case 'release':
        return `${words},"host":"${fleet.hosts[decision.holding.host].name}","cause":"${decision.cause}"}`
      case 'refuse': {
        const cpus = `"cpus":${decision.cpus}${milliText(decision.cpuMilli)}`
        const asked = `,"action":"${decision.action}",${cpus},"memoryMib":${decision.memoryMib}`
        const why = `,"cause":"${decision.cause}","profile":"${decision.profile}"`
        const nearest = decision.nearest === null ? '' : `,"nearest":${JSON.stringify(decision.nearest)}`
        const failure = decision.failure === undefined ? '' : `,"failure":${failureText(fleet, decision.failure)}`
        const reasons = `${asked}${why},"reasons":${JSON.stringify(decision.reasons)}${failure}${nearest}`
        if (decision.group === undefined) return `${words}${reasons}}`
        const { name, beside } = decision.group
        const each = beside.map(({ pod: other, holding }) => `{"pod":"${other.name}"${holdingText(holding)}}`)
        return `${words},"group":"${name}"${reasons}${each.length === 0 ? '' : `,"beside":[${each.join(',')}]`}}`
      }
    }
  }
}

function failureText({ hosts }: Fleet, { host, reason }: BoundFailure): string {
  return `{"host":"${hosts[host].name}","reason":"${reason}"}`
}

function milliText(cpuMilli: number): string {
  return cpuMilli > 0 ? `,"cpuMilli":${cpuMilli}` : ''
}

function gpuName(host: Host, gpu: number): string {
  assert(host.gpus !== undefined && gpu < host.gpus.length, `${host.name} has a GPU ${gpu}`)
  return host.gpus[gpu].name
}

/** Name of the VF with that number on its host, VFs counted through the NICs in order. */
function vfName(host: Host, vf: number): string {
  let index = vf
  for (const nic of host.nics) {
    if (index < nic.vfs) return `${nic.name}:${index}`
    index -= nic.vfs
  }
  assert(false, `${host.name} has a VF ${vf}`)
}
