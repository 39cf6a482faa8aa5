/** A nominal type over a primitive: `Brand<number, 'HostIndex'>` cannot be passed where another brand is asked for. */
export type Brand<T, Name extends string> = T & { readonly __brand: Name }
