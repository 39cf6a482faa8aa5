import type { Engine } from '../../src/engine/engine.ts'
import type { RefuseLine } from '../../src/model/decision.ts'
import type { Fleet } from '../../src/model/fleet.ts'
import { sizeOf, wordsOfSize } from '../../src/model/size.ts'
import type { HeldThen } from './held-then.ts'

/** Whether what was refused is granted on another fleet, on that host when one is given. */
export function isGranted(
  fleet: Fleet,
  world: HeldThen,
  refused: RefuseLine,
  host: string | null,
  create: (fleet: Fleet) => Engine,
): boolean {
  const { pod, game, zone, component, action } = refused
  const size = wordsOfSize(sizeOf(refused))
  const atUs = 2
  const engine = world.rebuilt(fleet, create, action === 'resize' ? null : pod, refused.beside)
  if (action === 'resize') {
    engine.observe({ atUs, kind: 'resize', pod, ...size, cause: 'load' })
    return engine.decide(atUs).some(({ kind }) => kind === 'resize') && world.hostOf(pod) === host
  }
  const own = world.hostOf(pod)
  if (own !== undefined) engine.observe({ atUs, kind: 'cordon', host: own })
  engine.observe({ atUs, kind: 'request', pod, game, zone, component, ...size, cause: 'launch' })
  engine.decide(atUs)
  const holding = engine.holding(pod)
  return holding !== null && (host === null || fleet.hosts[holding.host].name === host)
}
