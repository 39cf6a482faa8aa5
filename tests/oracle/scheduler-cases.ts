import type { SchedulingCase } from '../vectors/scheduling-case.ts'
import { Draw } from './scheduler-draw.ts'
import { spoil } from './scheduler-invalid.ts'
import { drawNode, drawShape } from './scheduler-nodes.ts'
import { drawTemplate, type Template } from './scheduler-pods.ts'
import { APPS } from './scheduler-words.ts'

/** A made-up cluster of 1 to 60 nodes with pods on them, and pods to place. seed and number name it. */
export function schedulingCase(seed: number, number: number): SchedulingCase {
  const draw = new Draw(seed, `cluster ${number}`)
  const shape = drawShape(draw)
  const nodes = draw.times(1, draw.pick([8, 30, 60]), (i) => drawNode(draw, i, shape))
  const names = nodes.map((node) => (node['metadata'] as { name: string }).name)
  const old = draw.times(1, 6, () => drawTemplate(draw, names, true))
  const fresh = draw.times(3, 6, () => drawTemplate(draw, names, false))
  const perNode = draw.pick([0, 1, 3, 6])
  const pods = draw.times(0, perNode * nodes.length, (i) => {
    const { metadata, spec } = stamp(draw.pick(old), `old${i}`)
    // Some are being deleted, and a few are on a node that is gone.
    const ends = draw.maybe(5, () => ({ deletionTimestamp: '2026-01-01T00:00:00Z' }))
    const nodeName = draw.chance(99) ? draw.pick(names) : 'gone'
    return { metadata: { ...metadata, ...ends }, spec: { ...spec, nodeName } }
  })
  const pending = draw.times(5, 12, (i) => {
    const template = draw.pick(fresh)
    const { metadata, spec } = stamp(draw.chance(3) ? spoil(draw, template) : template, `p${i}`)
    const isHeld = draw.chance(2) && !('schedulingGates' in spec)
    return { metadata, spec: { ...spec, ...(isHeld ? { nodeName: draw.pick([...names, 'gone']) } : {}) } }
  })
  const services = draw.times(0, 2, (i) => ({
    metadata: { name: `s${i}`, ...draw.maybe(50, () => ({ namespace: draw.pick(['default', 'games']) })) },
    spec: draw.maybe(90, () => ({ selector: draw.maybe(90, () => ({ app: draw.pick(APPS) })) })),
  }))
  const namespaces = ['default', 'games'].map((name) => ({
    metadata: { name, labels: { ...(name === 'games' ? { team: 'games' } : {}) } },
  }))
  return { id: `made-up-${seed}-${number}`, namespaces, services, nodes, pods, pending }
}

function stamp({ namespace, labels, spec }: Template, name: string) {
  return { metadata: { name, namespace, labels }, spec }
}
