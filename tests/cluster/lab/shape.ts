/** The fields of T by name, of lists those of an item, of maps those of a value: all of them, else types do not fit. */
export type Shape<T> = T extends string | number | boolean
  ? true
  : T extends readonly (infer Item)[]
    ? Shape<Item>
    : string extends keyof T
      ? { readonly each: Shape<NonNullable<T[keyof T]>> }
      : { readonly [Key in keyof Required<T>]: Shape<NonNullable<T[Key]>> }

type AnyShape = true | { readonly [key: string]: AnyShape }

/** Of a value just what its shape names. */
export function pick(value: unknown, shape: AnyShape): unknown {
  if (Array.isArray(value)) return value.map((item) => pick(item, shape))
  if (shape === true || typeof value !== 'object' || value === null) return value
  const { each } = shape
  const picked = Object.entries(value).flatMap(([key, inner]) => {
    const known = each ?? (Object.hasOwn(shape, key) ? shape[key] : undefined)
    return known === undefined ? [] : [[key, pick(inner, known)]]
  })
  return Object.fromEntries(picked)
}

/** The paths of all fields in a value that a shape names, or in the shape itself; keys of maps are `each`. */
export function fieldsOf(value: unknown, shape: AnyShape, path = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => fieldsOf(item, shape, path))
  if (shape === true || typeof value !== 'object' || value === null) return [path]
  return Object.entries(value).flatMap(([key, inner]) => {
    const name = shape['each'] === undefined ? key : 'each'
    return fieldsOf(inner, shape[name], `${path}.${name}`)
  })
}
