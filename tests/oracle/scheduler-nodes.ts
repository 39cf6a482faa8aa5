import type { Draw } from './scheduler-draw.ts'

export const HOST = 'kubernetes.io/hostname'
export const ZONE = 'topology.kubernetes.io/zone'
export const VF = 'berth.dev/vf'
export const IMAGES = ['berth/lobby:1', 'berth/match', 'reg.example:5000/berth/batch', 'berth/side:2']
export const TAINTS = [
  { key: 'dedicated', value: 'games' },
  { key: 'dedicated', value: 'batch' },
  { key: 'spot', value: 'true' },
  { key: 'hazard', value: '' },
] as const
export const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'] as const

/** What the nodes of one cluster have in common. */
export interface Shape {
  readonly zones: readonly string[]
  readonly taints: number
  readonly images: number
  readonly odd: boolean
}

export function drawShape(draw: Draw): Shape {
  return {
    zones: draw.some(['z1', 'z2', 'z3', 'z4', 'z5', ''], draw.int(1, 6)),
    taints: draw.pick([0, 15, 40]),
    images: draw.pick([0, 60, 90]),
    odd: draw.chance(50),
  }
}

/** A v1.Node as JSON. Some lack a label, a resource or a taint's value, some say only what their capacity is. */
export function drawNode(draw: Draw, i: number, shape: Shape): Record<string, unknown> {
  const name = `n${String(i).padStart(2, '0')}`
  const labels = {
    ...draw.maybe(95, () => ({ [HOST]: draw.chance(98) ? name : 'n00' })),
    ...draw.maybe(90, () => ({ [ZONE]: draw.pick(shape.zones) })),
    ...draw.maybe(50, () => ({ rack: `r${draw.int(1, 4)}` })),
    ...draw.maybe(80, () => ({ disk: draw.pick(['ssd', 'hdd']) })),
    ...draw.maybe(80, () => ({ gen: draw.pick(['1', '2', '3', '5', '007', '-2', 'x', '9223372036854775808']) })),
  }
  const amounts = drawAmounts(draw, shape)
  return {
    metadata: { name, ...draw.maybe(98, () => ({ labels })) },
    spec: {
      ...draw.maybe(shape.taints, () => ({ taints: draw.times(1, 3, () => drawTaint(draw)) })),
      ...draw.maybe(5, () => ({ unschedulable: true })),
    },
    status: {
      [draw.chance(90) ? 'allocatable' : 'capacity']: amounts,
      ...draw.maybe(shape.images, () => ({ images: draw.times(0, 3, () => drawImage(draw)) })),
    },
  }
}

function drawAmounts(draw: Draw, { odd }: Shape): Record<string, unknown> {
  const cpus = draw.pick([4, 16, 32, 48, 94])
  const gib = draw.pick([16, 64, 192, 376])
  return {
    ...draw.maybe(98, () => ({ cpu: odd ? `${cpus * 1000 - draw.int(60, 600)}m` : draw.pick([cpus, String(cpus)]) })),
    ...draw.maybe(98, () => ({ memory: odd ? `${gib * 1048576 - draw.int(300, 999_999)}Ki` : `${gib}Gi` })),
    ...draw.maybe(98, () => ({ pods: draw.pick(['2', '5', '110', '110', '110']) })),
    ...draw.maybe(40, () => ({ [VF]: String(draw.int(0, 8)) })),
    ...draw.maybe(40, () => ({ 'ephemeral-storage': draw.pick(['100Gi', '5e9', '1.5Ti']) })),
    ...draw.maybe(20, () => ({ 'hugepages-2Mi': draw.pick(['0', '64Mi', '1Gi']) })),
  }
}

function drawTaint(draw: Draw): Record<string, unknown> {
  const { key, value } = draw.pick(TAINTS)
  if (draw.chance(5)) return { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }
  return { key, ...(value === '' ? {} : { value }), effect: draw.pick(EFFECTS) }
}

function drawImage(draw: Draw): Record<string, unknown> {
  const plain = draw.pick(IMAGES)
  const name = plain.lastIndexOf(':') <= plain.lastIndexOf('/') && draw.chance(80) ? `${plain}:latest` : plain
  return {
    names: [name, ...draw.some(['berth/other:1', `${plain}@sha256:0`], draw.int(0, 2))],
    sizeBytes: draw.int(1, 2_000_000_000),
  }
}
