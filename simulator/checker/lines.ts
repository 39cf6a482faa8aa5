import type { DecisionLine } from '../../src/model/decision.ts'
import type { Event } from '../../src/model/event.ts'

/** Shapes of the lines of both logs: which keys, in which order, of which type (src/model/event.ts, decision.ts). */

interface Field {
  readonly key: string
  readonly expected: string
  readonly optional: boolean
  test(value: unknown): boolean
  /** Characters of a value that passed the test, canonically written. */
  size(value: unknown): number
}

type Size = (value: unknown) => number

const sizeOfAny: Size = (value) => JSON.stringify(value).length
const sizeOfText: Size = (value) => (value as string).length + 2
const sizeOfInteger: Size = (value) => {
  let digits = 1
  for (let limit = 10; (value as number) >= limit; limit *= 10) digits++
  return digits
}
const sizeOfAmounts: Size = (value) => {
  const names = Object.keys(value as object)
  let size = names.length === 0 ? 2 : 1
  for (let i = 0; i < names.length; i++) {
    size += names[i].length + 4 + sizeOfInteger((value as Record<string, number>)[names[i]])
  }
  return size
}

function field(key: string, expected: string, test: (value: unknown) => boolean, size = sizeOfAny): Field {
  return { key, expected, optional: false, test, size }
}

function maybe(whole: Field): Field {
  return { ...whole, optional: true }
}

const isAmount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0
const isString = (value: unknown): boolean => typeof value === 'string'
const isText = (value: unknown): boolean => typeof value === 'string' && value !== ''
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isList = (value: unknown, test: (entry: unknown) => boolean): boolean => Array.isArray(value) && value.every(test)
const fits = (value: unknown, fields: readonly Field[]): boolean =>
  isRecord(value) && typeof readShape(value, fields) === 'number'

const amount = (key: string): Field => field(key, 'an integer from 0', isAmount, sizeOfInteger)
const count = (key: string): Field =>
  field(key, 'an integer from 1', (value) => isAmount(value) && value !== 0, sizeOfInteger)
const text = (key: string): Field => field(key, 'a text', isText, sizeOfText)
const oneOf = (key: string, ...words: readonly string[]): Field =>
  field(key, `one of ${words.join(', ')}`, (value) => words.includes(value as string), sizeOfText)
const record = (key: string, fields: readonly Field[]): Field =>
  field(key, `an object of ${fields.map((each) => each.key).join(', ')}`, (value) => fits(value, fields))
const truth = (key: string): Field => field(key, 'true or false', (value) => typeof value === 'boolean')
const texts = (key: string): Field => field(key, 'a list of texts', (value) => isList(value, isText))
const amounts = (key: string): Field =>
  field(
    key,
    'amounts from 1 by name',
    (value) => isRecord(value) && Object.values(value).every((each) => isAmount(each) && each !== 0),
    sizeOfAmounts,
  )

const MODES = ['sriov', 'bridge', 'overlay', 'dual', 'nat']
const TOGETHER: readonly Field[] = [
  oneOf('scope', 'zone', 'game'),
  oneOf('domain', 'host', 'rack', 'module', 'idc'),
  maybe(count('weight')),
]
const REQUEST: readonly Field[] = [
  amount('cpus'),
  maybe(count('cpuMilli')),
  maybe(truth('fullCores')),
  amount('memoryMib'),
  amount('diskMib'),
  amount('ioKibps'),
  maybe(amount('volumeMib')),
  maybe(text('volumePool')),
  oneOf('network', ...MODES),
  maybe(truth('fixedIp')),
  maybe(amount('gpus')),
  maybe(amount('nicMbps')),
  maybe(amount('nicKpps')),
  oneOf('numa', 'single', 'preferred', 'spread'),
  record('where', [maybe(texts('regions')), maybe(texts('idcs')), maybe(texts('modules'))]),
  maybe(field('tolerations', 'a list of tolerations', (value) => isList(value, (each) => fits(each, TOLERATION)))),
  field('spread', 'a list of spread rules', (value) => isList(value, (rule) => fits(rule, SPREAD))),
  maybe(record('together', TOGETHER)),
  maybe(field('peers', 'a list of rules between components', (value) => isList(value, (each) => fits(each, PEER)))),
  maybe(truth('batch')),
  text('profile'),
]
const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute']
const TAINT = [text('key'), field('value', 'a text', isString, sizeOfText), oneOf('effect', ...EFFECTS)]
const TOLERATION = [
  field('key', 'a text', isString, sizeOfText),
  oneOf('operator', 'Equal', 'Exists'),
  field('value', 'a text', isString, sizeOfText),
  oneOf('effect', ...EFFECTS, ''),
]
const SPREAD: readonly Field[] = [
  oneOf('scope', 'zone', 'game'),
  oneOf('domain', 'host', 'rack', 'module', 'idc'),
  maybe(amount('limit')),
  maybe(amount('weight')),
]
const PEER: readonly Field[] = [oneOf('kind', 'near', 'apart'), text('component'), ...TOGETHER]
const SIZE = [amount('cpus'), maybe(count('cpuMilli')), amount('memoryMib')]
const WHO = [text('pod'), text('game'), text('zone'), text('component')]
const REQUEST_CAUSES = ['launch', 'zone-open', 'scale-up', 'rollout', 'plan']
const RESIZE_CAUSES = ['load', 'plan']
const RELEASE_CAUSES = ['scale-down', 'zone-close', 'game-end', 'rollout', 'plan', 'gone']
const MIGRATE_CAUSES = ['drain', 'plan', 'taint']
const REFUSE_CAUSES = [...new Set([...REQUEST_CAUSES, ...RESIZE_CAUSES, ...MIGRATE_CAUSES, 'recover'])]

const HOLDING: readonly Field[] = [
  text('host'),
  maybe(text('cpus')),
  maybe(count('cpuMilli')),
  amounts('memoryMib'),
  maybe(amounts('diskMib')),
  maybe(count('ioKibps')),
  oneOf('network', ...MODES),
  maybe(text('vf')),
  maybe(texts('gpus')),
  maybe(text('nic')),
  maybe(count('nicMbps')),
  maybe(count('nicKpps')),
  maybe(text('ip')),
  maybe(text('segment')),
  maybe(text('mac')),
  maybe(text('overlayIp')),
  maybe(text('overlaySegment')),
  maybe(text('volume')),
  maybe(count('volumeMib')),
]

function eventShape(kind: string, ...fields: readonly Field[]): [string, readonly Field[]] {
  return [kind, [amount('atUs'), oneOf('kind', kind), ...fields]]
}

const EVENTS: ReadonlyMap<unknown, readonly Field[]> = new Map([
  eventShape('component', text('game'), text('component'), record('request', REQUEST)),
  eventShape('request', ...WHO, maybe(text('group')), ...SIZE, oneOf('cause', ...REQUEST_CAUSES)),
  eventShape('resize', text('pod'), ...SIZE, oneOf('cause', ...RESIZE_CAUSES)),
  eventShape('release', text('pod'), oneOf('cause', ...RELEASE_CAUSES)),
  eventShape('migrate', text('pod'), oneOf('cause', ...MIGRATE_CAUSES)),
  eventShape('ready', text('pod')),
  eventShape('confirm', text('pod')),
  eventShape('adopt', ...WHO, ...HOLDING),
  eventShape('forget', text('pod')),
  eventShape('host-lost', text('host')),
  eventShape('host-recovered', text('host')),
  eventShape('cordon', text('host')),
  eventShape('uncordon', text('host')),
  eventShape(
    'taint',
    text('host'),
    field('taints', 'a list of taints', (value) => isList(value, (each) => fits(each, TAINT))),
  ),
  eventShape('foreign', text('host'), field('cpus', 'a text', isString, sizeOfText), amounts('memoryMib')),
])

const PLACE_FILTERS = ['HostUp', 'Where', 'Taints', 'Together', 'SpreadLimit', 'Near', 'Apart']
const LACKING = ['Cpus', 'Memory', 'Disk', 'Vf', 'Gpu', 'Nic', 'Ip', 'Volume', 'Numa']
const FILTERS = [...PLACE_FILTERS, ...LACKING, 'Policy', 'Admission']
const RESOURCES = ['cpus', 'memoryMib', 'diskMib', 'ioKibps', 'vf', 'gpu', 'nicMbps', 'nicKpps', 'ip']
const REASON = [oneOf('filter', ...FILTERS), count('hosts')]
const NEAREST = [oneOf('resource', ...RESOURCES, 'volumeAttach', 'volumeMib'), count('amount'), count('hosts')]

const FAILURE = [
  text('host'),
  oneOf(
    'reason',
    'TopologyAffinityError',
    'SMTAlignmentError',
    'UnexpectedAdmissionError',
    'EndlessSearch',
    'CpuHeldTwice',
    'NoAddress',
    'NoDisk',
    'NoNic',
    'NoVolume',
  ),
]

const BESIDE = [text('pod'), ...HOLDING]

function decisionShape(kind: string, ...fields: readonly Field[]): [string, readonly Field[]] {
  return [kind, [count('seq'), amount('atUs'), oneOf('kind', kind), ...WHO, ...fields]]
}

const DECISIONS: ReadonlyMap<unknown, readonly Field[]> = new Map([
  decisionShape(
    'place',
    maybe(text('group')),
    ...HOLDING,
    oneOf('cause', ...REQUEST_CAUSES, 'recover'),
    text('profile'),
  ),
  decisionShape('resize', ...HOLDING, oneOf('cause', ...RESIZE_CAUSES), text('profile')),
  decisionShape('migrate', text('from'), ...HOLDING, oneOf('cause', ...MIGRATE_CAUSES), text('profile')),
  decisionShape('release', text('host'), oneOf('cause', ...RELEASE_CAUSES, 'host-lost', 'bind-failed', 'preempted')),
  decisionShape(
    'refuse',
    maybe(text('group')),
    oneOf('action', 'place', 'resize', 'migrate'),
    ...SIZE,
    oneOf('cause', ...REFUSE_CAUSES),
    text('profile'),
    field('reasons', 'a list of {filter, hosts}', (value) => isList(value, (reason) => fits(reason, REASON))),
    maybe(record('failure', FAILURE)),
    maybe(record('nearest', NEAREST)),
    maybe(field('beside', 'a list of holdings', (value) => isList(value, (held) => fits(held, BESIDE)))),
  ),
])

/** Key names, order and types against the shape: the first fault in words, or the size of the canonical text. */
function readShape(value: Record<string, unknown>, fields: readonly Field[]): number | string {
  const keys = Object.keys(value)
  let next = 0
  let size = 1
  for (let i = 0; i < fields.length; i++) {
    const { key, optional, expected } = fields[i]
    if (keys[next] !== key) {
      if (optional) continue
      return next < keys.length ? `found key ${keys[next]}, expected ${key}` : `ends before key ${key}`
    }
    const each = value[key]
    if (!fields[i].test(each)) return `${key} is ${JSON.stringify(each)}, expected ${expected}`
    size += key.length + 4 + fields[i].size(each)
    next++
  }
  return next < keys.length ? `found key ${keys[next]}, expected the line's end` : size
}

/**
 * Whether the line is the one canonical way to write the value: no spaces, plain numbers, each key once, NumaNodes in
 * order. Every other spelling is longer than the canonical size, but for exponents and for NumaNodes out of order;
 * only where those may be is the text made anew to compare.
 */
function isCanonical(line: string, value: Record<string, unknown>, size: number): boolean {
  if (size !== line.length) return false
  const { memoryMib, beside } = value
  const isPlain = beside === undefined && (!isRecord(memoryMib) || Object.keys(memoryMib).length === 1)
  return (isPlain && !/:\d+[.eE]/.test(line)) || JSON.stringify(value) === line
}

function readLine(line: string, shapes: ReadonlyMap<unknown, readonly Field[]>): unknown {
  if (/[^ -~]/.test(line)) return 'is not plain ASCII'
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return 'is not JSON'
  }
  if (!isRecord(value)) return 'is not a JSON object'
  const fields = shapes.get(value.kind)
  if (fields === undefined)
    return `kind is ${JSON.stringify(value.kind)}, expected one of ${[...shapes.keys()].join(', ')}`
  const size = readShape(value, fields)
  if (typeof size === 'string') return size
  if (!isCanonical(line, value, size))
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
