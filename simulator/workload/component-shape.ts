import type { Component, VerticalScaling } from '../../src/model/scenario.ts'

/**
 * A copy whose objects are of one hidden class each, whatever optional fields and orders the author's had: a reading
 * visits some ten million groups of shards a simulated year, and polymorphic loads made it several times slower.
 */
export function sameShape(component: Component): Component {
  const { name, request, podsMin, playersPerPod, load, vertical, horizontal, loadBalancer } = component
  const { cpuMilliBase, cpuMilliPerPlayer, cpuMsPerLogin = 0, memoryMibBase, memoryKibPerPlayer, noisePermille } = load
  const sameLoad = { cpuMilliBase, cpuMilliPerPlayer, cpuMsPerLogin, memoryMibBase, memoryKibPerPlayer, noisePermille }
  return {
    name,
    request,
    podsMin,
    playersPerPod,
    load: sameLoad,
    vertical: vertical === null ? null : sameScaling(vertical),
    horizontal: horizontal ?? null,
    loadBalancer: loadBalancer ?? null,
  }
}

const NO_BUFFER = { cpus: 0, permille: 0 }

function sameScaling(scaling: VerticalScaling): VerticalScaling {
  const { cpusMin, cpusMax, targetPermille, growAbovePermille, shrinkBelowPermille, cooldownUs } = scaling
  const { by = ['reading'], buffer = NO_BUFFER, leadUs = 0, timers = [] } = scaling
  const bounds = { cpusMin, cpusMax, targetPermille, growAbovePermille, shrinkBelowPermille, cooldownUs }
  return { ...bounds, by, buffer, leadUs, timers }
}
