import { byCodeUnit } from '../../base/order.ts'
import type { Fleet } from '../fleet.ts'
import type { NetworkFigures, NetworkModel, NetworkTuning, Traffic } from '../network.ts'
import type { Game } from '../scenario.ts'
import { expectedName, type FaultList } from './faults.ts'
import type { Library } from './library.ts'
import { memoised } from './library.ts'
import { checkFigures, type NetworkSpec, parseNetworkModel, type TrafficSpec } from './network-schema.ts'

/** The figures of a scenario's network: those of its model, but for what it says itself. Null: none, or faults. */
export function resolveFigures(
  spec: NetworkSpec | undefined,
  library: Library,
  faults: FaultList,
): NetworkFigures | null {
  if (spec === undefined) return null
  const figures = spec.figures ?? {}
  checkFigures(figures, 'spec.network.figures', faults)
  const modelOf = memoised('network model', (name) => library.networkModel(name), parseNetworkModel, faults)
  const model = modelOf(spec.model, 'spec.network.model')
  if (model === null) return null
  const { traffic: ownTraffic = [], modes: ownModes, ...own } = figures
  const { traffic, modes, ...sections } = model.spec
  const replaced = new Set(ownTraffic.map(({ name }) => name))
  const kinds = [...traffic.filter(({ name }) => !replaced.has(name)), ...ownTraffic]
  return {
    name: model.name,
    ...sections,
    ...given(own),
    modes: { ...modes, ...given(ownModes ?? {}) },
    traffic: kinds.map(trafficOf).sort((a, b) => byCodeUnit(a.name, b.name)),
  }
}

/** The rest of it, checked against fleet and games. */
export function resolveNetwork(
  spec: NetworkSpec,
  figures: NetworkFigures,
  { fleet, games, durationUs }: { readonly fleet: Fleet; readonly games: readonly Game[]; readonly durationUs: number },
  faults: FaultList,
): NetworkModel {
  const idcs = [...new Set(fleet.hosts.map(({ idc }) => idc))]
  const counts = new Map(idcs.map((idc) => [idc, spec.gatewaysPerIdc ?? 1]))
  const seen = new Set<string>()
  for (const [i, { idc, count }] of (spec.gateways ?? []).entries()) {
    const path = `spec.network.gateways[${i}].idc`
    if (idcs.length > 0 && !counts.has(idc)) faults.add(path, JSON.stringify(idc), expectedName('idc', idc, idcs))
    if (seen.has(idc)) faults.add(path, `${idc} again`, 'each IDC once')
    seen.add(idc)
    counts.set(idc, count)
  }
  const hasTraffic = games.some(({ components }) => components.some(({ traffic }) => traffic !== undefined))
  if (games.length > 0 && !hasTraffic)
    faults.add('spec.network', 'no game with traffic', 'a game whose template says load.traffic of a component')
  return { figures, gateways: Object.fromEntries(counts), tuning: tuningOf(spec, durationUs, faults) }
}

function tuningOf({ tuning }: NetworkSpec, durationUs: number, faults: FaultList): NetworkTuning[] {
  const periods = tuning ?? [{ from: 0 }]
  if (!periods.some(({ from }) => from === 0))
    faults.add('spec.network.tuning', 'no period from 0', 'a period with from: 0')
  for (const [i, { from }] of periods.entries()) {
    const path = `spec.network.tuning[${i}].from`
    if (periods.findIndex((other) => other.from === from) < i)
      faults.add(path, 'the time of another period', 'a time of its own')
    if (from >= durationUs) faults.add(path, 'a time after the end', 'a time before the scenario ends')
  }
  return periods
    .map(({ from, irqPinning = true, rps = true }): NetworkTuning => ({ fromUs: from, irqPinning, rps }))
    .sort((a, b) => a.fromUs - b.fromUs)
}

function trafficOf(spec: TrafficSpec): Traffic {
  const { packetsBase = 0, diskMibPerHour = 0, diskKibPerPlayerHour = 0, ...rest } = spec
  return { ...rest, packetsBase, diskMibPerHour, diskKibPerPlayerHour }
}

function given<T extends object>(entries: T): { [K in keyof T]: NonNullable<T[K]> } {
  const said = Object.entries(entries).filter(([, entry]) => entry !== undefined)
  return Object.fromEntries(said) as { [K in keyof T]: NonNullable<T[K]> }
}
