import type { Context } from 'hono'
import { refuse } from './problem.ts'

/** Largest body read. A plan request for every pod of a large fleet by name is a tenth of it. */
export const BODY_BYTES_MAX = 1024 * 1024

/**
 * Reads a JSON body; undefined when there is none. Refuses other content types (415), more bytes than BODY_BYTES_MAX
 * (413, without reading on) and what is no JSON (400).
 */
export async function readBody(context: Context): Promise<unknown> {
  const { body } = context.req.raw
  if (body === null) return undefined
  const declared = Number(context.req.header('content-length') ?? '0')
  if (declared > BODY_BYTES_MAX) tooLarge()
  const bytes = await readBytes(body)
  if (bytes.length === 0) return undefined
  const type = (context.req.header('content-type') ?? 'none').split(';')[0].trim().toLowerCase()
  if (type !== 'application/json') {
    const fault = { path: 'content-type', found: type, expected: 'application/json' }
    refuse(415, 'the body is to be JSON', { word: 'faulty', reasons: [fault] })
  }
  return parse(bytes)
}

async function readBytes(body: ReadableStream<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of body) {
    length += chunk.length
    if (length > BODY_BYTES_MAX) tooLarge()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function tooLarge(): never {
  const fault = { path: '', found: `more than ${BODY_BYTES_MAX} bytes`, expected: `at most ${BODY_BYTES_MAX} bytes` }
  refuse(413, 'the body is too large', { word: 'faulty', reasons: [fault] })
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error)
    refuse(400, 'the body is no JSON', { word: 'faulty', reasons: [{ path: '', found, expected: 'JSON in UTF-8' }] })
  }
}
