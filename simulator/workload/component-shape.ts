import type { Component, VerticalScaling } from '../../src/model/scenario.ts'

/**
 * A copy whose objects are of one hidden class each, whatever optional fields and orders the author's had: a reading
 * visits some ten million groups of shards a simulated year, and polymorphic loads made it several times slower.
 */
export function sameShape({ name, request, podsMin, playersPerPod, load, vertical }: Component): Component {
  const { cpuMilliBase, cpuMilliPerPlayer, cpuMsPerLogin = 0, memoryMibBase, memoryKibPerPlayer, noisePermille } = load
  const sameLoad = { cpuMilliBase, cpuMilliPerPlayer, cpuMsPerLogin, memoryMibBase, memoryKibPerPlayer, noisePermille }
  return {
    name,
    request,
    podsMin,
    playersPerPod,
    load: sameLoad,
    vertical: vertical === null ? null : sameScaling(vertical),
  }
}

function sameScaling(scaling: VerticalScaling): VerticalScaling {
  const { cpusMin, cpusMax, targetPermille, growAbovePermille, shrinkBelowPermille, cooldownUs } = scaling
  return { cpusMin, cpusMax, targetPermille, growAbovePermille, shrinkBelowPermille, cooldownUs }
}
