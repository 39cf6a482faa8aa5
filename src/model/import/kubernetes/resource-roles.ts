import { isExtendedResource } from '../../parse/kube/resource-names.ts'

/** What an extended resource is to Berth. */
export type ResourceRole = 'gpu' | 'vf' | 'other'

/** Which extended resources are GPUs and which virtual functions; what is not named is told by its name. */
export interface ResourceRoles {
  readonly gpus: readonly string[]
  readonly vfs: readonly string[]
}

/**
 * The role of a resource, or null for one that is no extended one. `nvidia.com/gpu`, `amd.com/gpu` and
 * `gpu.intel.com/i915` are GPUs; a name with `sriov` or the word `vf` in its last part is one of VFs.
 */
export function roleOf(resource: string, { gpus, vfs }: ResourceRoles): ResourceRole | null {
  if (gpus.includes(resource)) return 'gpu'
  if (vfs.includes(resource)) return 'vf'
  if (!isExtendedResource(resource)) return null
  const [domain, name] = resource.split('/')
  if (/^gpus?$/.test(name) || (domain.startsWith('gpu.') && /^(i915|xe)$/.test(name))) return 'gpu'
  return /sriov|(^|[^a-z])vfs?($|[^a-z])/.test(name.toLowerCase()) ? 'vf' : 'other'
}
