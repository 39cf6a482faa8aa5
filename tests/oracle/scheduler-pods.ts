import { drawAffinity, drawNodeSelector, drawSpread } from './scheduler-affinity.ts'
import type { Draw } from './scheduler-draw.ts'
import { EFFECTS, IMAGES, TAINTS, VF } from './scheduler-nodes.ts'
import { APPS, NAMESPACES, TIERS } from './scheduler-words.ts'

/** A pod without name and node: what a deployment would stamp out. */
export interface Template {
  readonly namespace: string
  readonly labels: Readonly<Record<string, string>>
  readonly spec: Readonly<Record<string, unknown>>
}

export function drawTemplate(draw: Draw, nodeNames: readonly string[], isBound: boolean): Template {
  const labels = {
    ...draw.maybe(97, () => ({ app: draw.pick(APPS) })),
    ...draw.maybe(80, () => ({ tier: draw.pick(TIERS) })),
  } as Record<string, string>
  const rare = isBound ? 1.5 : 1
  const spec = {
    containers: [drawContainer(draw, 'c'), ...draw.times(0, draw.chance(10) ? 1 : 0, () => drawContainer(draw, 'd'))],
    ...draw.maybe(12, () => ({ initContainers: draw.times(1, 3, (i) => drawInit(draw, `i${i}`)) })),
    ...draw.maybe(6, () => ({ volumes: drawVolumes(draw) })),
    ...draw.maybe(3, () => ({ overhead: { cpu: '50m', memory: '32Mi' } })),
    ...draw.maybe(3, () => ({ hostNetwork: true })),
    ...draw.maybe(40, () => ({ tolerations: draw.times(1, 3, () => drawToleration(draw)) })),
    ...(isBound ? {} : draw.maybe(8, () => ({ nodeSelector: drawNodeSelector(draw) }))),
    ...draw.maybe(60 / rare, () => ({ affinity: drawAffinity(draw, labels, nodeNames, isBound) })),
    ...(isBound ? {} : draw.maybe(35, () => ({ topologySpreadConstraints: drawSpread(draw, labels) }))),
    ...(isBound ? {} : draw.maybe(2, () => ({ schedulingGates: [{ name: 'berth.dev/wait' }, { name: 'b' }] }))),
  }
  return { namespace: draw.pick(['default', 'default', ...NAMESPACES]), labels, spec }
}

function drawContainer(draw: Draw, name: string): Record<string, unknown> {
  return {
    name,
    image: draw.pick(IMAGES),
    ...draw.maybe(94, () => ({ resources: drawResources(draw) })),
    ...draw.maybe(20, () => ({ ports: drawPorts(draw, name) })),
  }
}

/** Only that of an image matters. */
function drawVolumes(draw: Draw): Record<string, unknown>[] {
  return [
    { name: 'v', image: { reference: draw.pick(IMAGES) } },
    { name: 'e', emptyDir: {} },
  ]
}

/** An init container, of which some stay as sidecars. */
function drawInit(draw: Draw, name: string): Record<string, unknown> {
  return { ...drawContainer(draw, name), ...draw.maybe(40, () => ({ restartPolicy: 'Always' })) }
}

function drawResources(draw: Draw): Record<string, unknown> {
  const amounts = {
    ...draw.maybe(88, () => ({ cpu: draw.pick(['0', '250m', '0.5', 1, '100m', '300m', '0.0005', '1e0', '3']) })),
    ...draw.maybe(88, () => ({
      memory: draw.pick(['0', '256Mi', '1Gi', '1.5Gi', '200M', '4Gi', '123456789', '1500m']),
    })),
    ...draw.maybe(6, () => ({ 'ephemeral-storage': draw.pick(['1Gi', '60Gi']) })),
  }
  const whole = {
    ...draw.maybe(8, () => ({ [VF]: String(draw.int(0, 3)) })),
    ...draw.maybe(2, () => ({ 'berth.dev/none': '1' })),
    ...('cpu' in amounts ? draw.maybe(4, () => ({ 'hugepages-2Mi': '32Mi' })) : {}),
  }
  if (draw.chance(25)) return { limits: { ...amounts, ...whole } }
  return { requests: { ...amounts, ...whole }, limits: whole }
}

/** Ports of one container; those of another differ by the name. */
function drawPorts(draw: Draw, name: string): Record<string, unknown>[] {
  const hostPort = name === 'c' ? draw.pick([7000, 7000, 7001]) : 7002
  return [
    {
      containerPort: hostPort,
      ...draw.maybe(80, () => ({ hostPort })),
      ...draw.maybe(50, () => ({ protocol: draw.pick(['UDP', 'TCP']) })),
      ...draw.maybe(50, () => ({ hostIP: draw.pick(['10.0.0.1', '10.0.0.2', '0.0.0.0']) })),
    },
  ]
}

function drawToleration(draw: Draw): Record<string, unknown> {
  const { key, value } = draw.pick(TAINTS)
  const effect = draw.maybe(50, () => ({ effect: draw.pick(EFFECTS) }))
  return draw.pick<() => Record<string, unknown>>([
    () => ({ key, operator: 'Exists', ...effect }),
    () => ({ key, operator: 'Equal', value, ...effect }),
    () => ({ key, value, ...effect }),
    () => ({ operator: 'Exists', ...(draw.chance(70) ? { effect: draw.pick(EFFECTS) } : {}) }),
    () => ({ key: 'node.kubernetes.io/unschedulable', operator: 'Exists' }),
  ])()
}
