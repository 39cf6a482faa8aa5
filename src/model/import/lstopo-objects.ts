import { failed, ok, type Result } from '../../base/result.ts'
import { readXml, type XmlElement } from './xml-tree.ts'

/** An object of hwloc: the machine, a package, a cache, a core, a Cpu (PU), a device … */
export interface LstopoObject {
  readonly type: string
  readonly element: XmlElement
  /** Cpus it is made of, or near to; null where it does not say. */
  readonly cpus: ReadonlySet<number> | null
  readonly children: readonly LstopoObject[]
}

/** The whole document and the machine in it. */
export interface Lstopo {
  readonly top: XmlElement
  readonly machine: LstopoObject
}

/** Reads the XML of `lstopo`. */
export function readLstopo(text: string): Result<Lstopo> {
  const top = readXml(text, 'topology')
  if (!top.ok) return top
  const machine = (top.value.children.get('object') ?? []).find(({ attributes }) => attributes['type'] === 'Machine')
  if (machine === undefined)
    return failed([{ path: 'topology', found: 'no Machine', expected: 'the object of a machine, as lstopo writes it' }])
  return ok({ top: top.value, machine: objectOf(machine) })
}

/** An object and all below it, each before its children. */
export function* everyObject(object: LstopoObject): Generator<LstopoObject> {
  yield object
  for (const child of object.children) yield* everyObject(child)
}

function objectOf(element: XmlElement): LstopoObject {
  const { type = '', cpuset } = element.attributes
  const children = (element.children.get('object') ?? []).map(objectOf)
  return { type, element, cpus: cpuset === undefined ? null : cpusOf(cpuset), children }
}

const WORD_BITS = 32

/** Cpus of a set as hwloc writes it: words of 32 bits in hexadecimal, the highest first, an empty one for 0. */
function cpusOf(text: string): ReadonlySet<number> {
  const cpus = new Set<number>()
  const words = text.split(',').reverse()
  for (const [w, word] of words.entries()) {
    const bits = word === '' ? 0 : Number(word)
    for (let bit = 0; bit < WORD_BITS; bit++) if ((bits >>> bit) & 1) cpus.add(w * WORD_BITS + bit)
  }
  return cpus
}
