/** Names that Berth reads and writes in a cluster; docs/PUSH.md, "Words of the cluster", says what each holds. */

export const SCHEDULER_NAME = 'berth'
/** Owner of the fields that server-side apply sets. */
export const FIELD_MANAGER = 'berth'

export const LABEL_REGION = 'topology.kubernetes.io/region'
export const LABEL_IDC = 'topology.kubernetes.io/zone'
export const LABEL_MODULE = 'berth.dev/module'
export const LABEL_RACK = 'berth.dev/rack'
export const LABEL_WRITER = 'berth.dev/writer'
export const LABEL_GAME = 'berth.dev/game'
export const LABEL_ZONE = 'berth.dev/zone'
export const LABEL_COMPONENT = 'berth.dev/component'

export const ANNOTATION_POD = 'berth.dev/pod'
export const ANNOTATION_REQUEST = 'berth.dev/request'
/** What a pod's owner wants of a session. */
export const ANNOTATION_CAUSE = 'berth.dev/cause'
export const ANNOTATION_GROUP = 'berth.dev/group'
export const ANNOTATION_RESIZE = 'berth.dev/resize'
export const ANNOTATION_RELEASE_CAUSE = 'berth.dev/release-cause'
/** On a pod that a plan made: `PLAN/STEP`, with `/back` behind it when it was made to undo that step. */
export const ANNOTATION_MADE_BY = 'berth.dev/made-by'
/** On a Node that a plan cordoned: the plan's name. Only that plan takes the cordon back. */
export const ANNOTATION_CORDON = 'berth.dev/cordoned-by'

export const NETWORKS_CONFIG_MAP = 'berth-networks'
export const NETWORKS_KEY = 'networks.yaml'

/** Container of a pod whose Cpu is of those that no pod has for itself. */
export const SHARED_CONTAINER = 'shared'
