import type { Draw } from './scheduler-draw.ts'
import { HOST, ZONE } from './scheduler-nodes.ts'
import { APPS, NAMESPACES, TIERS } from './scheduler-words.ts'

type Labels = Readonly<Record<string, string>>
type Json = Record<string, unknown>

const KEYS = [HOST, HOST, ZONE, ZONE, 'rack', 'nowhere']
const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution'
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution'

export function drawNodeSelector(draw: Draw): Json {
  return draw.pick<Json>([{ disk: 'ssd' }, { [ZONE]: draw.pick(['z1', 'z2']) }, { disk: 'hdd', rack: 'r1' }, {}])
}

export function drawAffinity(draw: Draw, labels: Labels, nodeNames: readonly string[], isBound: boolean): Json {
  const terms = (): Json => ({
    ...draw.maybe(55, () => ({ [REQUIRED]: draw.times(1, draw.chance(20) ? 2 : 1, () => drawPodTerm(draw, labels)) })),
    ...draw.maybe(55, () => ({
      [PREFERRED]: draw.times(1, 2, () => ({ weight: draw.int(1, 100), podAffinityTerm: drawPodTerm(draw, labels) })),
    })),
  })
  return {
    ...(isBound ? {} : draw.maybe(45, () => ({ nodeAffinity: drawNodeAffinity(draw, nodeNames) }))),
    ...draw.maybe(35, () => ({ podAffinity: terms() })),
    ...draw.maybe(40, () => ({ podAntiAffinity: terms() })),
  }
}

function drawNodeAffinity(draw: Draw, nodeNames: readonly string[]): Json {
  return {
    ...draw.maybe(55, () => ({
      [REQUIRED]: { nodeSelectorTerms: draw.times(1, 2, () => drawNodeTerm(draw, nodeNames)) },
    })),
    ...draw.maybe(60, () => ({
      [PREFERRED]: draw.times(0, 3, () => ({ weight: draw.int(1, 100), preference: drawNodeTerm(draw, nodeNames) })),
    })),
  }
}

function drawNodeTerm(draw: Draw, nodeNames: readonly string[]): Json {
  const field = (operator: string): Json => ({
    key: 'metadata.name',
    operator,
    values: [draw.pick([...nodeNames, 'gone'])],
  })
  const expressions = { matchExpressions: draw.times(1, 2, () => drawNodeRequirement(draw)) }
  return draw.pick<() => Json>([
    () => expressions,
    () => expressions,
    () => expressions,
    () => expressions,
    () => ({ matchFields: [field('In')] }),
    () => ({ matchFields: [field('In'), field('In')] }),
    () => ({ matchFields: draw.times(1, 2, () => field(draw.pick(['In', 'NotIn']))) }),
    () => ({ ...expressions, matchFields: [field('NotIn')] }),
    () => ({}),
  ])()
}

function drawNodeRequirement(draw: Draw): Json {
  return draw.pick<() => Json>([
    () => ({ key: 'disk', operator: draw.pick(['In', 'NotIn']), values: [draw.pick(['ssd', 'hdd'])] }),
    () => ({
      key: ZONE,
      operator: draw.pick(['In', 'NotIn']),
      values: draw.some(['z1', 'z2', 'z3', ''], draw.int(1, 3)),
    }),
    () => ({ key: 'gen', operator: draw.pick(['Gt', 'Lt']), values: [draw.pick(['0', '2', '3', '007'])] }),
    () => ({ key: draw.pick(['rack', ZONE, 'berth.dev/none']), operator: draw.pick(['Exists', 'DoesNotExist']) }),
  ])()
}

/** A label selector, one that selects all, or none at all. */
function drawSelector(draw: Draw, labels: Labels): Json {
  const own = labels['app'] === undefined ? {} : { app: labels['app'] }
  return draw.pick<() => Json>([
    () => ({ labelSelector: { matchLabels: own } }),
    () => ({ labelSelector: { matchLabels: own } }),
    () => ({ labelSelector: { matchLabels: { app: draw.pick(APPS) } } }),
    () => ({ labelSelector: { matchExpressions: [drawRequirement(draw)] } }),
    () => ({ labelSelector: { matchLabels: { app: draw.pick(APPS) }, matchExpressions: [drawRequirement(draw)] } }),
    () => (draw.chance(50) ? {} : { labelSelector: {} }),
  ])()
}

function drawRequirement(draw: Draw): Json {
  if (draw.chance(40)) return { key: 'tier', operator: draw.pick(['Exists', 'DoesNotExist']) }
  return draw.chance(50)
    ? { key: 'app', operator: draw.pick(['In', 'NotIn']), values: draw.some(APPS, 2) }
    : { key: 'tier', operator: draw.pick(['In', 'NotIn']), values: [draw.pick(TIERS)] }
}

function drawPodTerm(draw: Draw, labels: Labels): Json {
  const selector = drawSelector(draw, labels)
  return {
    ...selector,
    topologyKey: draw.pick(KEYS),
    ...draw.maybe(12, () => ({ namespaces: draw.some(NAMESPACES, draw.int(1, 2)) })),
    ...draw.maybe(15, () => ({ namespaceSelector: drawNamespaceSelector(draw) })),
    ...labelKeys(draw, selector),
  }
}

function drawNamespaceSelector(draw: Draw): Json {
  return draw.pick<Json>([
    {},
    { matchLabels: { team: 'games' } },
    { matchExpressions: [{ key: 'team', operator: draw.pick(['Exists', 'DoesNotExist']) }] },
    { matchExpressions: [{ key: 'team', operator: 'NotIn', values: ['games'] }] },
  ])
}

/** `version` is a label of no pod, and no selector names `tier` beside it. */
function labelKeys(draw: Draw, { labelSelector }: Json): Json {
  if (labelSelector === undefined || JSON.stringify(labelSelector).includes('tier')) return {}
  return draw.pick<Json>([
    {},
    {},
    {},
    { matchLabelKeys: ['tier'] },
    { mismatchLabelKeys: ['tier'], matchLabelKeys: ['version'] },
  ])
}

export function drawSpread(draw: Draw, labels: Labels): Json[] {
  const all = KEYS.slice(1, -1).flatMap((key) => ['DoNotSchedule', 'ScheduleAnyway'].map((action) => [key, action]))
  const distinct = all.filter(
    ([key, action], i) => all.findIndex((each) => each[0] === key && each[1] === action) === i,
  )
  return draw.some(distinct, draw.pick([1, 1, 2, 3])).map(([topologyKey, whenUnsatisfiable]) => {
    const selector = drawSelector(draw, labels)
    const { matchLabelKeys } = labelKeys(draw, selector)
    return {
      maxSkew: draw.int(1, 4),
      topologyKey,
      whenUnsatisfiable,
      ...selector,
      ...(matchLabelKeys === undefined ? {} : { matchLabelKeys }),
      ...(whenUnsatisfiable === 'DoNotSchedule' ? draw.maybe(25, () => ({ minDomains: draw.int(1, 6) })) : {}),
      ...draw.maybe(30, () => ({ nodeAffinityPolicy: draw.pick(['Honor', 'Ignore']) })),
      ...draw.maybe(30, () => ({ nodeTaintsPolicy: draw.pick(['Honor', 'Ignore']) })),
    }
  })
}
