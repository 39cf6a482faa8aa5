/** Values of the labels `app` and `tier`, and namespaces, of pods that are made up. */
export const APPS = ['a0', 'a1', 'a2', 'a3']
export const TIERS = ['lobby', 'match']
/** The last one is among no case's namespaces and made up by the oracle. */
export const NAMESPACES = ['default', 'games', 'tools']
