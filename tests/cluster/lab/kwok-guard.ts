import type { KubeObject } from './client.ts'

/** Who KWOK is to the server. */
export const KWOK_USER = 'kwok'

const API_VERSION = 'admissionregistration.k8s.io/v1'
const NAME = 'kwok-ends-what-is-ending'

/**
 * KWOK deletes the pods it ends by name alone, and most of them twice: the second would end a pod that was made again
 * under the name meanwhile. A kubelet names the uid; so the server refuses KWOK the deletion of a pod that nobody else
 * has asked to end.
 */
export const KWOK_GUARD: readonly KubeObject[] = [
  {
    apiVersion: API_VERSION,
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name: NAME },
    spec: {
      failurePolicy: 'Fail',
      matchConstraints: {
        resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['DELETE'], resources: ['pods'] }],
      },
      matchConditions: [{ name: 'by-kwok', expression: `request.userInfo.username == '${KWOK_USER}'` }],
      validations: [{ expression: 'has(oldObject.metadata.deletionTimestamp)', message: 'nobody ends this pod' }],
    },
  },
  {
    apiVersion: API_VERSION,
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: { name: NAME },
    spec: { policyName: NAME, validationActions: ['Deny'] },
  },
]
