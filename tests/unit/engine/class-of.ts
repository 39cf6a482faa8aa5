import { buildPodClass, type ClassTraits, type PodClass } from '../../../src/engine/pod-class.ts'
import type { HostTable } from '../../../src/engine/state/host-table.ts'
import type { PodRequest } from '../../../src/model/request.ts'
import { sizeOf } from '../../../src/model/size.ts'
import { PLAIN } from './small-fleet.ts'

/** The class of a pod that asks for 2 Cpus and 1 GiB without any network, and for what is said; under `pack`. */
export function classOf(
  hosts: HostTable,
  asked: Partial<PodRequest>,
  traits: Partial<Omit<ClassTraits, 'size'>> = {},
): PodClass {
  const request: PodRequest = { ...PLAIN, network: 'nat', ...asked }
  return buildPodClass(hosts, request, { size: sizeOf(request), packs: true, hostRule: null, kept: null, ...traits })
}
