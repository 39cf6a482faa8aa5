import type { DescField, DescMessage } from '@bufbuild/protobuf'
import { ScalarType } from '@bufbuild/protobuf'
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire'
import { QuantitySchema, TimeSchema } from '../proto/kubernetes_pb.ts'

/** Bytes that are not the message they should be. */
export class MessageError extends Error {}

type Value = string | number | boolean | Buffer | Loose | readonly Value[]
type Loose = { [name: string]: Value }

/** How one field is read. */
interface FieldPlan {
  readonly name: string
  readonly wire: WireType
  readonly many: 'no' | 'list' | 'map'
  /** Whether it is there when it is empty. */
  readonly isKept: boolean
  readonly read: (bytes: Bytes) => Value
}

/** By number. */
type MessagePlan = (FieldPlan | undefined)[]

const plans = new Map<DescMessage, MessagePlan>()
const PRESENCE_EXPLICIT = 1

/**
 * Reads a message into the object that Kubernetes' JSON has for it: what is empty is absent unless its field is
 * `optional`, a Time is its text, a Quantity too, an int64 a number, a map an object. What the message does not name
 * is passed over. The library's own reader makes another shape, and takes longer for it than JSON.parse does.
 * Throws a MessageError.
 */
export function readMessage<T>(message: DescMessage, bytes: Buffer): T {
  const plan = planOf(message)
  try {
    return new Bytes(bytes).message(plan, bytes.length) as T
  } catch (error) {
    throw new MessageError(`bytes that are no ${message.name}: ${(error as Error).message}`)
  }
}

/** The library's reader, with texts taken from where they are: a part of a Buffer costs as much as a text. */
class Bytes extends BinaryReader {
  readonly #bytes: Buffer

  constructor(bytes: Buffer) {
    super(bytes)
    this.#bytes = bytes
  }

  text(): string {
    const from = this.#pass()
    return this.#bytes.toString('utf8', from, this.pos)
  }

  part(): Buffer {
    const from = this.#pass()
    return this.#bytes.subarray(from, this.pos)
  }

  nested(plan: MessagePlan): Loose {
    const length = this.uint32()
    return this.message(plan, this.pos + length)
  }

  message(plan: MessagePlan, end: number): Loose {
    const object: Loose = {}
    while (this.pos < end) {
      const [number, wire] = this.tag()
      const field = plan[number]
      if (field === undefined) this.#skip(wire, number)
      else if (field.wire !== wire) throw new Error(`${field.name} of wire type ${wire}`)
      else put(object, field, field.read(this))
    }
    if (this.pos !== end) throw new Error('a part of it does not end where it should')
    return object
  }

  #skip(wire: WireType, number: number): void {
    if (wire === WireType.LengthDelimited) this.#pass()
    else this.skip(wire, number)
  }

  /** Passes over a length and as many bytes; where these begin. */
  #pass(): number {
    const length = this.uint32()
    const from = this.pos
    this.pos += length
    if (this.pos > this.#bytes.length) throw new Error('it ends within a field')
    return from
  }
}

function put(object: Loose, { name, many, isKept }: FieldPlan, value: Value): void {
  if (many === 'list') {
    const list = object[name] as Value[] | undefined
    if (list === undefined) object[name] = [value]
    else list.push(value)
  } else if (many === 'map') {
    const map = (object[name] ??= {}) as Loose
    const { key = '', value: each = '' } = value as Loose
    setOwn(map, key as string, each)
  } else if (isKept || (value !== '' && value !== 0 && value !== false)) object[name] = value
}

/** A key may be any word, also one that a plain assignment takes for the prototype. */
function setOwn(map: Loose, key: string, value: Value): void {
  if (key !== '__proto__') map[key] = value
  else Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true })
}

function planOf(message: DescMessage): MessagePlan {
  const known = plans.get(message)
  if (known !== undefined) return known
  const plan: MessagePlan = []
  plans.set(message, plan)
  for (const field of message.fields) plan[field.number] = fieldPlanOf(field)
  return plan
}

function fieldPlanOf(field: DescField): FieldPlan {
  const { name } = field
  if (field.fieldKind === 'map') {
    const key = { name: 'key', many: 'no', isKept: true, ...readerOf(undefined, ScalarType.STRING) } as const
    const value = { name: 'value', many: 'no', isKept: true, ...readerOf(field.message, field.scalar) } as const
    const entry: MessagePlan = [undefined, key, value]
    return { name, many: 'map', isKept: true, wire: WireType.LengthDelimited, read: (bytes) => bytes.nested(entry) }
  }
  const many = field.fieldKind === 'list' ? 'list' : 'no'
  const isKept = field.message !== undefined || field.presence === PRESENCE_EXPLICIT
  return { name, many, isKept, ...readerOf(field.message, field.scalar) }
}

function readerOf(message: DescMessage | undefined, scalar: ScalarType | undefined): Pick<FieldPlan, 'wire' | 'read'> {
  const wire = WireType.LengthDelimited
  if (message !== undefined) {
    const plan = planOf(message)
    if (message === QuantitySchema) return { wire, read: (bytes) => bytes.nested(plan)['string'] ?? '' }
    if (message === TimeSchema) return { wire, read: (bytes) => timeText(bytes.nested(plan)['seconds']) }
    return { wire, read: (bytes) => bytes.nested(plan) }
  }
  switch (scalar) {
    case ScalarType.STRING:
      return { wire, read: (bytes) => bytes.text() }
    case ScalarType.BYTES:
      return { wire, read: (bytes) => bytes.part() }
    case ScalarType.BOOL:
      return { wire: WireType.Varint, read: (bytes) => bytes.bool() }
    default:
      // int32 comes as the same ten bytes when it is negative.
      return { wire: WireType.Varint, read: (bytes) => Number(bytes.int64()) }
  }
}

function timeText(seconds: Value = 0): string {
  return new Date((seconds as number) * 1000).toISOString().replace('.000Z', 'Z')
}
