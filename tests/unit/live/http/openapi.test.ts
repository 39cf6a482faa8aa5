import { describe, expect, it } from 'vitest'
import { freshApi } from './api.ts'

interface Operation {
  readonly operationId: string
  readonly security?: readonly unknown[]
  readonly parameters?: readonly { readonly in: string; readonly name: string; readonly required: boolean }[]
  readonly responses: Readonly<Record<string, object>>
}

interface Document {
  readonly openapi: string
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: Readonly<Record<string, Readonly<Record<string, object>>>>
}

async function documentOf(): Promise<{ document: Document; api: ReturnType<typeof freshApi>['api'] }> {
  const { send, api } = freshApi()
  return { api, document: (await (await send('GET', '/openapi.json')).json()) as Document }
}

function operations({ paths }: Document): readonly (readonly [string, string, Operation])[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => [method, path, operation] as const),
  )
}

/** Every `$ref` of a document. */
function references(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return []
  if ('$ref' in value && typeof value.$ref === 'string') return [value.$ref]
  return Object.values(value).flatMap(references)
}

describe('the OpenAPI document', () => {
  it('describes every call that is served, and serves every call that it describes', async () => {
    const { document, api } = await documentOf()
    expect(document.openapi).toBe('3.1.0')
    const described = operations(document).map(([method, path]) => `${method.toUpperCase()} ${path}`)
    const served = api.app.routes
      .filter(({ method, path }) => method !== 'ALL' && !path.includes('*'))
      .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`)
    expect(described.sort()).toEqual([...new Set(served)].sort())
    expect(described).toHaveLength(28)
  })

  it('names what it refers to, each parameter of a path, and each operation once', async () => {
    const { document } = await documentOf()
    for (const reference of references(document)) {
      const [, , kind, name] = reference.split('/')
      expect([reference, document.components[kind]?.[name] !== undefined]).toEqual([reference, true])
    }
    for (const [, path, { parameters = [] }] of operations(document)) {
      const wanted = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
      const given = parameters.filter(({ in: place, required }) => place === 'path' && required)
      expect(given.map(({ name }) => name)).toEqual(wanted)
    }
    const ids = operations(document).map(([, , { operationId }]) => operationId)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('asks for a token everywhere but where machines look', async () => {
    const { document } = await documentOf()
    const open = operations(document).filter(([, , { security }]) => security?.length === 0)
    expect(open.map(([, path]) => path).sort()).toEqual(['/healthz', '/metrics', '/openapi.json', '/readyz'])
    for (const [, path, { responses }] of operations(document)) {
      expect([path, '401' in responses]).toEqual([path, path.startsWith('/api/')])
    }
  })
})
