import type { DecisionLine } from '../../src/model/decision.ts'
import type { Event } from '../../src/model/event.ts'
import { type Form, type Scanned, Scanner } from './scan.ts'

/** Shapes of the lines of both logs: which keys, in which order, of which type (src/model/event.ts, decision.ts). */

interface Field extends Scanned {
  readonly expected: string
}

interface Shape {
  readonly fields: readonly Field[]
  readonly scanner: Scanner
}

function field(key: string, expected: string, test: (value: unknown) => boolean, form: Form = 'other'): Field {
  return { key, expected, form, optional: false, test }
}

function maybe(whole: Field): Field {
  return { ...whole, optional: true }
}

const isAmount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0
const isText = (value: unknown): boolean => typeof value === 'string' && value !== ''
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isList = (value: unknown, test: (entry: unknown) => boolean): boolean => Array.isArray(value) && value.every(test)
const fits = (value: unknown, fields: readonly Field[]): boolean =>
  isRecord(value) && shapeFault(value, fields) === null

const amount = (key: string): Field => field(key, 'an integer from 0', isAmount, 'integer')
const count = (key: string): Field =>
  field(key, 'an integer from 1', (value) => isAmount(value) && value !== 0, 'integer')
const text = (key: string): Field => field(key, 'a text', isText, 'text')
const oneOf = (key: string, ...words: readonly string[]): Field =>
  field(key, `one of ${words.join(', ')}`, (value) => words.includes(value as string), 'text')
const record = (key: string, fields: readonly Field[]): Field =>
  field(key, `an object of ${fields.map((each) => each.key).join(', ')}`, (value) => fits(value, fields))
const texts = (key: string): Field => field(key, 'a list of texts', (value) => isList(value, isText))
const amounts = (key: string): Field =>
  field(
    key,
    'amounts from 1 by name',
    (value) => isRecord(value) && Object.values(value).every((each) => isAmount(each) && each !== 0),
    'amounts',
  )

const REQUEST: readonly Field[] = [
  count('cpus'),
  amount('memoryMib'),
  amount('diskMib'),
  amount('ioKibps'),
  oneOf('network', 'sriov', 'bridge'),
  oneOf('numa', 'single', 'preferred'),
  record('where', [maybe(texts('regions')), maybe(texts('idcs')), maybe(texts('modules'))]),
  field('spread', 'a list of spread rules', (value) => isList(value, (rule) => fits(rule, SPREAD))),
  maybe(record('together', [oneOf('scope', 'zone', 'game'), oneOf('domain', 'module', 'idc')])),
  text('profile'),
]
const SPREAD: readonly Field[] = [
  oneOf('scope', 'zone', 'game'),
  oneOf('domain', 'host', 'rack', 'module', 'idc'),
  maybe(amount('limit')),
  maybe(amount('weight')),
]
const SIZE = [count('cpus'), amount('memoryMib')]
const WHO = [text('pod'), text('game'), text('zone'), text('component')]
const REQUEST_CAUSES = ['launch', 'zone-open', 'scale-up']
const RELEASE_CAUSES = ['scale-down', 'zone-close', 'game-end']

function shapeOf(kind: string, fields: readonly Field[]): [string, Shape] {
  return [kind, { fields, scanner: new Scanner(fields) }]
}

function eventShape(kind: string, ...fields: readonly Field[]): [string, Shape] {
  return shapeOf(kind, [amount('atUs'), oneOf('kind', kind), ...fields])
}

const EVENTS: ReadonlyMap<unknown, Shape> = new Map([
  eventShape('component', text('game'), text('component'), record('request', REQUEST)),
  eventShape('request', ...WHO, ...SIZE, oneOf('cause', ...REQUEST_CAUSES)),
  eventShape('resize', text('pod'), ...SIZE, oneOf('cause', 'load')),
  eventShape('release', text('pod'), oneOf('cause', ...RELEASE_CAUSES)),
  eventShape('ready', text('pod')),
  eventShape('host-lost', text('host')),
  eventShape('host-recovered', text('host')),
])

const HOLDING: readonly Field[] = [
  text('host'),
  text('cpus'),
  amounts('memoryMib'),
  maybe(amounts('diskMib')),
  maybe(count('ioKibps')),
  oneOf('network', 'sriov', 'bridge'),
  maybe(text('vf')),
  text('ip'),
  text('segment'),
  text('mac'),
]
const FILTERS = ['HostUp', 'Where', 'Together', 'SpreadLimit', 'Cpus', 'Memory', 'Disk', 'Vf', 'Ip', 'Numa']
const REASON = [oneOf('filter', ...FILTERS), count('hosts')]
const NEAREST = [
  oneOf('resource', 'cpus', 'memoryMib', 'diskMib', 'ioKibps', 'vf', 'ip'),
  count('amount'),
  count('hosts'),
]

function decisionShape(kind: string, ...fields: readonly Field[]): [string, Shape] {
  return shapeOf(kind, [count('seq'), amount('atUs'), oneOf('kind', kind), ...WHO, ...fields])
}

const DECISIONS: ReadonlyMap<unknown, Shape> = new Map([
  decisionShape('place', ...HOLDING, oneOf('cause', ...REQUEST_CAUSES, 'recover'), text('profile')),
  decisionShape('resize', ...HOLDING, oneOf('cause', 'load'), text('profile')),
  decisionShape('release', text('host'), oneOf('cause', ...RELEASE_CAUSES, 'host-lost')),
  decisionShape(
    'refuse',
    oneOf('action', 'place', 'resize'),
    ...SIZE,
    oneOf('cause', ...REQUEST_CAUSES, 'load', 'recover'),
    text('profile'),
    field('reasons', 'a list of {filter, hosts}', (value) => isList(value, (reason) => fits(reason, REASON))),
    maybe(record('nearest', NEAREST)),
  ),
])

/** Key names, order and types against the shape; the first fault in words, or null. */
function shapeFault(value: Record<string, unknown>, fields: readonly Field[]): string | null {
  const keys = Object.keys(value)
  let next = 0
  for (let i = 0; i < fields.length; i++) {
    const { key, optional, expected } = fields[i]
    if (keys[next] !== key) {
      if (optional) continue
      return next < keys.length ? `found key ${keys[next]}, expected ${key}` : `ends before key ${key}`
    }
    if (!fields[i].test(value[key])) return `${key} is ${JSON.stringify(value[key])}, expected ${expected}`
    next++
  }
  return next < keys.length ? `found key ${keys[next]}, expected the line's end` : null
}

/** The quick way: the line by the shape that its kind names, or null. */
function scanLine(line: string, shapes: ReadonlyMap<unknown, Shape>): unknown {
  const from = line.indexOf('"kind":"') + 8
  const shape = from < 8 ? undefined : shapes.get(line.slice(from, line.indexOf('"', from)))
  return shape === undefined || /[^ -[\]-~]/.test(line) ? null : shape.scanner.scan(line)
}

function readLine(line: string, shapes: ReadonlyMap<unknown, Shape>): unknown {
  const quick = scanLine(line, shapes)
  if (quick !== null) return quick
  if (/[^ -~]/.test(line)) return 'is not plain ASCII'
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return 'is not JSON'
  }
  if (!isRecord(value)) return 'is not a JSON object'
  const shape = shapes.get(value.kind)
  if (shape === undefined)
    return `kind is ${JSON.stringify(value.kind)}, expected one of ${[...shapes.keys()].join(', ')}`
  const fault = shapeFault(value, shape.fields)
  if (fault !== null) return fault
  // One way to write each value: catches spaces, doubled keys, 1.0 for 1 and NumaNodes out of order.
  if (JSON.stringify(value) !== line)
    return 'is not written in the one canonical way (no spaces, plain numbers, each key once)'
  return value
}

/** The event on the line, or what is wrong with it in words. */
export function readEvent(line: string): Event | string {
  return readLine(line, EVENTS) as Event | string
}

/** The decision on the line, or what is wrong with it in words. */
export function readDecision(line: string): DecisionLine | string {
  return readLine(line, DECISIONS) as DecisionLine | string
}

/** `atUs` of a line without reading the rest, or -1; both logs have it among their first keys. */
export function peekAtUs(line: string): number {
  const at = line.indexOf('"atUs":')
  if (at < 0 || at > 40) return -1
  let value = 0
  let digits = 0
  for (let i = at + 7; i < line.length; i++, digits++) {
    const digit = line.charCodeAt(i) - 48
    if (digit < 0 || digit > 9) break
    value = value * 10 + digit
  }
  return digits > 0 ? value : -1
}
