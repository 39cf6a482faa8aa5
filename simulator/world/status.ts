import type { StatusModel } from '../../src/model/delivery.ts'

/**
 * When a host hears of a pod that is bound to it at boundUs. Hosts that poll do not all ask at once: their turns are
 * spread over the interval.
 *
 * lagUs  as drawn, of a host that watches
 */
export function heardUs(status: StatusModel, boundUs: number, host: number, hostCount: number, lagUs: number): number {
  if (status.kind === 'watch') return boundUs + lagUs
  return nextTurn(boundUs, status.everyUs, Math.floor((status.everyUs * host) / hostCount))
}

/**
 * When the platform learns that a pod answers since answersUs. Where it polls, it asks one host after another, from the
 * first again once the interval is over and the last has answered.
 */
export function seenUs(status: StatusModel, answersUs: number, host: number, hostCount: number, lagUs: number): number {
  if (status.kind === 'watch') return answersUs + lagUs
  const { everyUs, perHostUs } = status
  return nextTurn(answersUs, Math.max(everyUs, perHostUs * hostCount), perHostUs * host) + perHostUs
}

/** The first of offset, offset + interval, … that is not before an instant. */
function nextTurn(atUs: number, intervalUs: number, offsetUs: number): number {
  return offsetUs + Math.max(0, Math.ceil((atUs - offsetUs) / intervalUs)) * intervalUs
}
