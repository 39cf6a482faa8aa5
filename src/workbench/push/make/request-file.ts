import { filesElsewhere } from '../../files-elsewhere.ts'

const BYTES_MAX = 1024 * 1024

/** The text of a file that is to be a request, or what is wrong with the file. */
export type RequestFile = { readonly ok: true; readonly value: string } | { readonly ok: false; readonly fault: string }

/** Reads a file that was chosen or dropped. What the request should say is for the server to judge. */
export async function readRequestFile(file: File): Promise<RequestFile> {
  if (file.size > BYTES_MAX) {
    return { ok: false, fault: `${file.name} is larger than 1 MiB, which the server does not take.` }
  }
  const [elsewhere] = await filesElsewhere('request', [file])
  if (elsewhere !== undefined) {
    return { ok: false, fault: `${file.name} is ${elsewhere.found}. Expected ${elsewhere.expected}` }
  }
  try {
    return { ok: true, value: new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer()) }
  } catch {
    return { ok: false, fault: `${file.name} could not be read as text.` }
  }
}
