import type { Binding, Instance, Shape } from '../bench/bounds/instance.ts'

/** The instance without one thing that binds. A disk that nobody wants and addresses for all never bind. */
export function relaxed(instance: Instance, binding: Binding): Instance {
  if (binding === 'ip') return { ...instance, fleet: { ...instance.fleet, ...addressesForAll(instance) } }
  return { ...instance, shapes: instance.shapes.map((shape) => relaxedShape(shape, binding)) }
}

function relaxedShape(shape: Shape, binding: Exclude<Binding, 'ip'>): Shape {
  const { request } = shape
  switch (binding) {
    case 'numa':
      return { ...shape, request: { ...request, numa: 'preferred' } }
    case 'memory':
      return { ...shape, request: { ...request, memoryMib: 0 } }
    case 'vf':
      return { ...shape, request: { ...request, network: 'bridge' } }
    case 'disk':
      return { ...shape, request: { ...request, diskMib: 0, ioKibps: 0 } }
    case 'limit':
      return { ...shape, perHostMax: null }
  }
}

function addressesForAll({ fleet }: Instance): Pick<Instance['fleet'], 'segments' | 'pools'> {
  const modules = [...new Set(fleet.hosts.map(({ module }) => module))]
  return {
    segments: [{ name: 'wide', vlan: 1, subnet: '10.0.0.0/8', networks: ['bridge', 'sriov'] }],
    pools: [{ name: 'wide', segment: 'wide', ranges: ['10.0.0.10-10.0.255.250'], boundTo: { modules } }],
  }
}
