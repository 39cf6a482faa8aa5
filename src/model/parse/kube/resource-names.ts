import { LABEL_KEY } from './syntax.ts'

// Source: kubernetes v1.37.2, pkg/apis/core/v1/helper/helpers.go, IsScalarResourceName of pkg/scheduler/util/utils.go.

const REQUESTS_PREFIX = 'requests.'
const NATIVE_DOMAIN = 'kubernetes.io/'

/** A resource of somebody else's domain: counted in whole pieces, never lent twice. */
export function isExtendedResource(name: string): boolean {
  if (!name.includes('/') || name.includes(NATIVE_DOMAIN) || name.startsWith(REQUESTS_PREFIX)) return false
  return LABEL_KEY.accepts(REQUESTS_PREFIX + name)
}

export function isHugePages(name: string): boolean {
  return name.startsWith('hugepages-')
}

/** Whether the scheduler counts the resource besides Cpu, memory and ephemeral storage. */
export function isScalarResource(name: string): boolean {
  return (
    isExtendedResource(name) ||
    isHugePages(name) ||
    name.includes(NATIVE_DOMAIN) ||
    name.startsWith('attachable-volumes-')
  )
}

/** Whether limits may be above requests. */
export function mayOvercommit(name: string): boolean {
  return (!name.includes('/') || name.includes(NATIVE_DOMAIN)) && !isHugePages(name)
}

/** Whether a container may ask for the resource. */
export function isContainerResource(name: string): boolean {
  if (name.includes('/')) return LABEL_KEY.accepts(name) && (name.includes(NATIVE_DOMAIN) || isExtendedResource(name))
  return ['cpu', 'memory', 'ephemeral-storage'].includes(name) || isHugePages(name)
}
