import { inject } from 'vitest'
import { attachNode, type NodeLab } from './node.ts'

/** The lab that all tests of the project `node` share. Leave it as it was found: no pods, the kubelet's policy none. */
export function sharedNode(): NodeLab {
  return attachNode(inject('node'))
}
