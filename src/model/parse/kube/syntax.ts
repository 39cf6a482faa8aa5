// Source: kubernetes v1.37.2, k8s.io/apimachinery/pkg/api/validate/content and pkg/util/validation.

const NAME_PART = /^(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/
const DNS_LABEL = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/

/** One kind of text: whether a text is of it, and how a fault names it. */
export interface Syntax {
  readonly expected: string
  readonly accepts: (text: string) => boolean
}

export const DNS_1123_LABEL: Syntax = {
  expected: 'at most 63 of a-z, 0-9 and hyphens inside',
  accepts: (text) => text.length <= 63 && DNS_LABEL.test(text),
}

export const DNS_1123_SUBDOMAIN: Syntax = {
  expected: 'labels of a-z, 0-9 and hyphens with dots between, at most 253 characters',
  accepts: (text) => text.length <= 253 && text.split('.').every((part) => DNS_LABEL.test(part)),
}

export const LABEL_KEY: Syntax = {
  expected: 'a key such as app or example.com/app',
  accepts(text) {
    const parts = text.split('/')
    const name = parts.at(-1)!
    if (parts.length > 2 || name.length > 63 || !NAME_PART.test(name)) return false
    return parts.length === 1 || DNS_1123_SUBDOMAIN.accepts(parts[0])
  },
}

export const LABEL_VALUE: Syntax = {
  expected: 'a label value: nothing, or at most 63 letters, digits and -_. inside',
  accepts: (text) => text === '' || (text.length <= 63 && NAME_PART.test(text)),
}
