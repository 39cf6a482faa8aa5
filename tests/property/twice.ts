import type { Fleet } from '../../src/model/fleet.ts'
import type { Game, Scenario } from '../../src/model/scenario.ts'

/** A scenario in which nothing is drawn by name, so that the same game under another name has the same luck. */
export function alone(wanted: Scenario): Scenario {
  const { cache: _cache, delivery: _delivery, registry: _registry, recovery: _recovery, ...rest } = wanted
  const fixed = (us: number) => ({ fromUs: us, toUs: us })
  return {
    ...rest,
    delays: { bindUs: fixed(7), startUs: fixed(40) },
    games: wanted.games.map((each): Game => ({ ...homed(each, 'r'), mode: 'global' })),
  }
}

function homed(each: Game, region: string): Game {
  const components = each.components.map((component) => ({
    ...component,
    load: { ...component.load, noisePermille: 0 },
    request: { ...component.request, where: { regions: [region] } },
  }))
  return { ...each, components }
}

/** The scenario and its twin: hosts and games of their own, in a region of their own, faults alike. */
export function twice(once: Scenario): Scenario {
  const twins = once.games.map((each): Game => homed({ ...each, name: `twin-${each.name}` }, 'twin-r'))
  const faults = once.hostFaults.map((fault) => ({ ...fault, host: `twin-${fault.host}` }))
  return {
    ...once,
    fleet: doubled(once.fleet),
    games: [...once.games, ...twins],
    hostFaults: [...once.hostFaults, ...faults],
  }
}

function doubled({ hosts, segments, pools }: Fleet): Fleet {
  const twins = hosts.map((host) => {
    const [name, rack, module] = [host.name, host.rack, host.module].map((word) => `twin-${word}`)
    return { ...host, name, rack, module, idc: `twin-${host.idc}`, region: `twin-${host.region}` }
  })
  const [segment] = segments
  const [pool] = pools
  return {
    hosts: [...hosts, ...twins],
    segments: [segment, { ...segment, name: `twin-${segment.name}`, subnet: '10.1.0.0/16' }],
    pools: [
      pool,
      {
        name: `twin-${pool.name}`,
        segment: `twin-${segment.name}`,
        ranges: ['10.1.0.10-10.1.200.250'],
        boundTo: { modules: ['twin-m'] },
      },
    ],
  }
}

/**
 * The lines of one half, under the names of the first. Left out is what counts both: numbers in a common row, and how
 * many hosts are down or elsewhere.
 */
export function halfOf(lines: readonly string[], prefix: '' | 'twin-'): readonly string[] {
  return lines
    .filter((line) => line.includes('"twin-') === (prefix === 'twin-'))
    .map((line) => {
      return line
        .replaceAll('twin-', '')
        .replaceAll('"10.1.', '"10.0.')
        .replaceAll('"02:00:0a:01:', '"02:00:0a:00:')
        .replace(/"seq":\d+,/, '')
        .replace(/\{"filter":"(HostUp|Where)","hosts":\d+\},?/g, '')
        .replace(',]', ']')
    })
}
