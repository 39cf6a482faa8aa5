/** A document, or the first thing wrong with it as text. */
export type ReadDocument =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly fault: string }

/**
 * Reads YAML, of which JSON is a part. What the document should say is for the server to judge; here only its grammar
 * is. The reader is fetched when it is first needed.
 */
export async function readDocument(text: string): Promise<ReadDocument> {
  const { parseDocument } = await import('yaml')
  const document = parseDocument(text, { prettyErrors: true })
  const [error] = document.errors
  if (error !== undefined) return { ok: false, fault: error.message.split('\n')[0].replace(/:$/, '') }
  const value: unknown = document.toJS({ maxAliasCount: 20 })
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ok: true, value }
  return { ok: false, fault: 'Expected one document that is a map.' }
}
