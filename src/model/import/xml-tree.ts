import { failed, ok, type Result } from '../../base/result.ts'
import { shortened } from '../parse/faults.ts'

/** An element: its attributes, its text, and its children by their names, in their order. */
export interface XmlElement {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  text: string
  readonly children: Map<string, XmlElement[]>
}

/** Longest XML read, in characters: a machine of a thousand Cpus has some two million. */
const LENGTH_MAX = 32 * 1024 * 1024
const DEPTH_MAX = 100

/** A declaration, comment or document type; a closing tag; an opening tag; a text between tags. */
const TOKEN = new RegExp(
  [
    /<\?[^?]*\?>|<!--[\s\S]*?-->|<!DOCTYPE[^[\]>]*>/,
    /<\/(?<closing>[A-Za-z_][\w.-]*)\s*>/,
    /<(?<opening>[A-Za-z_][\w.-]*)(?<attributes>(?:\s+[\w:][\w:.-]*\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(?<empty>\/?)>/,
    /(?<text>[^<]+)/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'y',
)

const ATTRIBUTE = /([A-Za-z_:][\w:.-]*)\s*=\s*(?:"([^"]*)"|'([^']*)')/g

/**
 * Reads an XML document into its one element, which must be `name`. It knows what machine-written XML has: elements,
 * attributes, texts, comments and the entities of XML itself. A document type is passed over, one with entities of its
 * own is a fault, as is CDATA.
 */
export function readXml(text: string, name: string): Result<XmlElement> {
  if (text.length > LENGTH_MAX)
    return failed([{ path: '', found: `${text.length} characters`, expected: `at most ${LENGTH_MAX}` }])
  const document: XmlElement = { name: '', attributes: {}, text: '', children: new Map() }
  const open: XmlElement[] = [document]
  for (let at = /^\uFEFF/.test(text) ? 1 : 0; at < text.length; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at
    const token = TOKEN.exec(text)
    if (token === null) return faultAt(text, at, shortened(text.slice(at, at + 60)), 'XML')
    const { closing, opening, attributes, empty, text: words } = token.groups ?? {}
    const top = open[open.length - 1]
    if (closing !== undefined) {
      if (closing !== top.name)
        return faultAt(text, at, `</${closing}>`, top === document ? '<topology>' : `</${top.name}>`)
      open.pop()
    } else if (opening !== undefined) {
      const element = elementOf(opening, attributes)
      if (element === null) return faultAt(text, at, shortened(token[0]), 'each attribute once, and entities of XML')
      top.children.set(opening, [...(top.children.get(opening) ?? []), element])
      if (empty === '') open.push(element)
      if (open.length > DEPTH_MAX) return faultAt(text, at, 'elements nested too deeply', `at most ${DEPTH_MAX} levels`)
    } else if (words !== undefined) {
      if (top === document && words.trim() !== '') return faultAt(text, at, shortened(words.trim()), `<${name}>`)
      top.text += words
    }
  }
  const unclosed = open[open.length - 1]
  if (unclosed !== document) return faultAt(text, text.length, 'the end', `</${unclosed.name}>`)
  const [first, ...more] = [...document.children.values()].flat()
  if (first !== undefined && first.name === name && more.length === 0) return ok(first)
  const found = first === undefined ? 'no element' : more.length > 0 ? 'several elements' : `<${first.name}>`
  return failed([{ path: '', found, expected: `<${name}>` }])
}

function faultAt(text: string, at: number, found: string, expected: string): Result<XmlElement> {
  const line = text.slice(0, at).split('\n').length
  return failed([{ path: `line ${line}`, found, expected }])
}

/** An element without children yet; null where an attribute comes twice or has an unknown entity. */
function elementOf(name: string, written: string): XmlElement | null {
  const attributes: Record<string, string> = {}
  for (const [, key, double, single] of written.matchAll(ATTRIBUTE)) {
    const value = withoutEntities(double ?? single)
    if (value === null || Object.hasOwn(attributes, key)) return null
    attributes[key] = value
  }
  return { name, attributes, text: '', children: new Map() }
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

function withoutEntities(text: string): string | null {
  if (!text.includes('&')) return text
  let isKnown = true
  const plain = text.replaceAll(/&([^;]*);|&/g, (_, word: string | undefined) => {
    if (word !== undefined && Object.hasOwn(ENTITIES, word)) return ENTITIES[word]
    const number = /^#(?:x([0-9a-fA-F]{1,6})|(\d{1,7}))$/.exec(word ?? '')
    const code = number === null ? -1 : number[1] === undefined ? Number(number[2]) : Number.parseInt(number[1], 16)
    isKnown &&= code > 0 && code <= 0x10ffff
    return isKnown ? String.fromCodePoint(code) : ''
  })
  return isKnown ? plain : null
}
