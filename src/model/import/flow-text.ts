/** Texts that YAML takes as they are, for a text, also within a flow map. */
const PLAIN = /^[A-Za-z][A-Za-z0-9_./-]*$/
const OTHER_MEANING = /^(true|false|yes|no|on|off|null|y|n)$/i

/** A value as YAML in one line: `{name: web, count: 3, spread: [{domain: host}]}`. Members that are undefined go. */
export function flowText(value: unknown): string {
  if (typeof value === 'string') return PLAIN.test(value) && !OTHER_MEANING.test(value) ? value : JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(flowText).join(', ')}]`
  if (typeof value !== 'object' || value === null) return String(value)
  const members = Object.entries(value).filter(([, member]) => member !== undefined)
  return `{${members.map(([key, member]) => `${flowText(key)}: ${flowText(member)}`).join(', ')}}`
}
