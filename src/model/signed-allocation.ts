/** Annotations of a pod by which a Node's agent knows what the adapter decided. Values: docs/NODE.md. */
export const ANNOTATION_ALLOCATION = 'berth.dev/allocation'
export const ANNOTATION_SIGNATURE = 'berth.dev/allocation-signature'
/** Of the NRI's default validator: a container of the pod is not created while a plugin in its list is away. */
export const ANNOTATION_REQUIRED_PLUGINS = 'required-plugins.noderesource.dev'
/** What the agent registers as with the container runtime. */
export const PLUGIN_NAME = 'berth'

/** Whom an allocation is for: each part is signed with it, so that a copy says nothing of another pod or Node. */
export interface AllocationSubject {
  /** Name of the Node. */
  readonly host: string
  readonly namespace: string
  readonly name: string
  readonly uid: string
}

/** An allocation's annotation and the one that vouches for it. */
export interface SignedAllocation {
  /** The text of `berth.dev/allocation`, byte for byte. */
  readonly allocation: string
  /** `MS.SIGNATURE`: when it was signed, then ECDSA P-256 with SHA-256 (r and s, 64 bytes) in base64. */
  readonly signature: string
}

/**
 * The bytes that are signed, as text. The first line keeps them apart from whatever else the key signs: a certificate
 * begins otherwise. No part but the last, the allocation, can hold a line break.
 */
export function signedText(
  { host, namespace, name, uid }: AllocationSubject,
  atMs: number,
  allocation: string,
): string {
  return ['berth.dev/allocation/v1', host, `${namespace}/${name}`, uid, String(atMs), allocation].join('\n')
}

/** The two parts of a signature's annotation, or null when it has not that form. */
export function parseSignature(text: string): { readonly atMs: number; readonly base64: string } | null {
  const match = /^(\d{1,15})\.([A-Za-z0-9+/]{86}==)$/.exec(text)
  return match === null ? null : { atMs: Number(match[1]), base64: match[2] }
}

type Annotations = Readonly<Record<string, string>>

/** Plugins beside ours that the annotation requires; null when it is no JSON list of names. */
export function otherPlugins(text: string): readonly string[] | null {
  try {
    const list: unknown = JSON.parse(text)
    if (!Array.isArray(list) || list.some((each) => typeof each !== 'string')) return null
    return list.filter((each) => each !== PLUGIN_NAME)
  } catch {
    return null
  }
}

/** Annotations without those by which an allocation comes: a pod that is made again has none yet. */
export function withoutAllocation(annotations: Annotations): Annotations {
  const { [ANNOTATION_ALLOCATION]: _allocation, [ANNOTATION_SIGNATURE]: _signature, ...kept } = annotations
  const others = otherPlugins(kept[ANNOTATION_REQUIRED_PLUGINS] ?? '')
  if (others === null) return kept
  const { [ANNOTATION_REQUIRED_PLUGINS]: _required, ...rest } = kept
  return others.length === 0 ? rest : { ...rest, [ANNOTATION_REQUIRED_PLUGINS]: JSON.stringify(others) }
}
