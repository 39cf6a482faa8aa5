/** The words of JSON Schema that our schemas use. */
interface Schema {
  readonly type?: string | readonly string[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | Schema
  readonly items?: Schema
  readonly minItems?: number
  readonly maxItems?: number
  readonly anyOf?: readonly Schema[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly pattern?: string
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: number
}

/** Paths at which a document breaks a schema: a small validator, to test the schemas by other code than zod's. */
export function faultsOfSchema(schema: object, value: unknown, path = ''): string[] {
  const s = schema as Schema
  if (s.anyOf !== undefined && !s.anyOf.some((option) => faultsOfSchema(option, value).length === 0)) return [path]
  if (s.enum !== undefined && !s.enum.includes(value)) return [path]
  if (s.const !== undefined && s.const !== value) return [path]
  if (s.type !== undefined && ![s.type].flat().some((type) => hasType(value, type))) return [path]
  if (typeof value === 'string' && !textFits(s, value)) return [path]
  if (typeof value === 'number' && !numberFits(s, value)) return [path]
  if (Array.isArray(value)) {
    if (value.length < (s.minItems ?? 0) || value.length > (s.maxItems ?? Number.POSITIVE_INFINITY)) return [path]
    return value.flatMap((item, i) => (s.items === undefined ? [] : faultsOfSchema(s.items, item, `${path}.${i}`)))
  }
  if (typeof value !== 'object' || value === null) return []
  return faultsOfMap(s, value as Readonly<Record<string, unknown>>, path)
}

function faultsOfMap(s: Schema, value: Readonly<Record<string, unknown>>, path: string): string[] {
  const at = (key: string): string => (path === '' ? key : `${path}.${key}`)
  const faults = (s.required ?? []).filter((key) => !(key in value)).map(at)
  for (const [key, item] of Object.entries(value)) {
    const known = s.properties?.[key]
    if (known !== undefined) faults.push(...faultsOfSchema(known, item, at(key)))
    else if (s.additionalProperties === false) faults.push(at(key))
    else if (typeof s.additionalProperties === 'object')
      faults.push(...faultsOfSchema(s.additionalProperties, item, at(key)))
  }
  return faults
}

function hasType(value: unknown, type: string): boolean {
  if (type === 'array') return Array.isArray(value)
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value)
  if (type === 'integer') return Number.isInteger(value)
  if (type === 'null') return value === null
  return typeof value === type
}

function textFits(s: Schema, text: string): boolean {
  if (text.length < (s.minLength ?? 0) || text.length > (s.maxLength ?? Number.POSITIVE_INFINITY)) return false
  return s.pattern === undefined || new RegExp(s.pattern, 'u').test(text)
}

function numberFits(s: Schema, number: number): boolean {
  if (s.exclusiveMinimum !== undefined && number <= s.exclusiveMinimum) return false
  return number >= (s.minimum ?? Number.NEGATIVE_INFINITY) && number <= (s.maximum ?? Number.POSITIVE_INFINITY)
}
