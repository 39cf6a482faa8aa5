import { macOfIpv4, parseIpv4 } from '../../../src/base/ipv4.ts'
import type { Engine } from '../../../src/engine/engine.ts'
import type { HoldingWords } from '../../../src/model/decision.ts'
import { createDecisionWriter } from '../../../src/model/decision-text.ts'
import type { Fleet } from '../../../src/model/fleet.ts'
import type { PodRequest } from '../../../src/model/request.ts'
import { fleetOf, PLAIN, smtHost } from './small-fleet.ts'

/** Two hosts of 8 cores with 2 threads. */
export const FLEET = fleetOf([smtHost('h1'), smtHost('h2')])

/** Declares component g/c, plain but for what is given. */
export function declare(engine: Engine, request: Partial<PodRequest> = {}): void {
  engine.observe({ atUs: 0, kind: 'component', game: 'g', component: 'c', request: { ...PLAIN, ...request } })
}

/** Asks for pod g/z1/c-ORDINAL. */
export function ask(
  engine: Engine,
  ordinal: number,
  size: { cpus?: number; memoryMib?: number; atUs?: number } = {},
): string {
  const pod = `g/z1/c-${ordinal}`
  const { cpus = 2, memoryMib = 1024, atUs = 0 } = size
  engine.observe({
    atUs,
    kind: 'request',
    pod,
    game: 'g',
    zone: 'z1',
    component: 'c',
    cpus,
    memoryMib,
    cause: 'launch',
  })
  return pod
}

/** A round in short: `place c-0 h1 0,8`, `refuse c-1 Cpus 2`, one entry a decision. */
export function story(engine: Engine, nowUs: number, fleet: Fleet = FLEET): string[] {
  const write = createDecisionWriter(fleet)
  return engine.decide(nowUs).map((decision) => {
    const line = JSON.parse(write(decision))
    return [
      line.kind,
      line.pod.slice(5),
      line.host ?? line.reasons.map((r: { filter: string }) => r.filter).join(),
      line.cpus,
    ]
      .filter((word) => word !== undefined)
      .join(' ')
  })
}

/** The words of a holding on a host of FLEET: 1 GiB on NumaNode 0 and the address, unless said otherwise. */
export function found(host: string, cpus: string, ip: string, more: Partial<HoldingWords> = {}): HoldingWords {
  const mac = macOfIpv4(parseIpv4(ip) ?? 0)
  return { host, cpus, memoryMib: { 0: 1024 }, network: 'bridge', ip, segment: 's', mac, ...more }
}

/** Tells of pod g/z1/c-ORDINAL that was found to hold something. */
export function adopt(engine: Engine, ordinal: number, words: HoldingWords, atUs = 0): string {
  const pod = `g/z1/c-${ordinal}`
  engine.observe({ atUs, kind: 'adopt', pod, game: 'g', zone: 'z1', component: 'c', ...words })
  return pod
}
