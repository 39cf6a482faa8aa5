import { z } from 'zod'
import { parseCpuList } from '../../base/cpu-list.ts'
import { microsecondsOf } from '../duration.ts'
import { CPUS_MAX } from '../fleet.ts'
import { parseTimestamp } from '../import/timestamps.ts'

export const NAME_LENGTH_MAX = 63
const NAME = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/

/**
 * A leaf of a document. `read` gives the parsed value or undefined when it does not accept the text; the fault then
 * says `expected`. `json` is what JSON Schema says of it.
 */
function scalar<T>(expected: string, read: (value: unknown) => T | undefined, json: object): z.ZodType<T> {
  return z
    .unknown()
    .transform((value, context): T => {
      const parsed = read(value)
      if (parsed === undefined) {
        context.issues.push({ code: 'custom', input: value, message: expected })
        return z.NEVER
      }
      return parsed
    })
    .meta({ ...json, description: expected }) as unknown as z.ZodType<T>
}

/** A name as Kubernetes takes it (RFC 1123 label): lower-case ASCII letters, digits and inner hyphens. */
export const name = scalar(
  `a name of at most ${NAME_LENGTH_MAX} characters: a-z, 0-9 and hyphens inside`,
  (value) => (typeof value === 'string' && value.length <= NAME_LENGTH_MAX && NAME.test(value) ? value : undefined),
  { type: 'string', pattern: NAME.source, maxLength: NAME_LENGTH_MAX },
)

/** An interface or disk name as the OS has it: `enp3s0f0`, `nvme0n1`. */
export const deviceName = scalar(
  'a device name of at most 31 characters: letters, digits, dot, underscore, hyphen',
  (value) => (typeof value === 'string' && /^[A-Za-z0-9][A-Za-z0-9._-]{0,30}$/.test(value) ? value : undefined),
  { type: 'string', pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,30}$' },
)

/** One line of prose. */
export function text(lengthMax: number): z.ZodType<string> {
  return scalar(
    `a text of 1 to ${lengthMax} characters`,
    (value) =>
      typeof value === 'string' && value.length > 0 && value.length <= lengthMax ? value.trimEnd() : undefined,
    { type: 'string', minLength: 1, maxLength: lengthMax },
  )
}

/** Exactly one of the given words. */
export function word<const W extends string>(words: readonly W[]): z.ZodType<W> {
  return scalar(
    words.length === 1 ? words[0] : `one of ${words.join(', ')}`,
    (value) => words.find((known) => known === value),
    { enum: [...words] },
  )
}

/** A whole number in [min, max]. */
export function integer(min: number, max: number): z.ZodType<number> {
  return scalar(
    `a whole number from ${min} to ${max}`,
    (value) =>
      Number.isInteger(value) && (value as number) >= min && (value as number) <= max ? (value as number) : undefined,
    { type: 'integer', minimum: min, maximum: max },
  )
}

/** A number in [min, max]. */
export function number(min: number, max: number): z.ZodType<number> {
  return scalar(
    `a number from ${min} to ${max}`,
    (value) => (typeof value === 'number' && value >= min && value <= max ? value : undefined),
    { type: 'number', minimum: min, maximum: max },
  )
}

const BYTES_BY_SUFFIX: Readonly<Record<string, number>> = {
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  Ki: 1024,
  Mi: 1024 * 1024,
  Gi: 1024 * 1024 * 1024,
  Ti: 1024 * 1024 * 1024 * 1024,
  Pi: 1125899906842624,
}

/** Bytes of a Kubernetes quantity (`2Gi`, `200M`, `1.5Ti`, 1048576), or null. Exact below 2^53. */
export function bytesOfQuantity(value: unknown): number | null {
  const written = typeof value === 'number' ? String(value) : value
  if (typeof written !== 'string' || written.length > 32) return null
  const match = /^(\d+)(?:\.(\d{1,9}))?(k|M|G|T|P|Ki|Mi|Gi|Ti|Pi)?$/.exec(written)
  if (match === null) return null
  const scale = BYTES_BY_SUFFIX[match[3] ?? '']
  const fraction = match[2] ?? ''
  // Whole and fraction apart, so that 1.1Gi does not depend on how 1.1 is stored; a part of a byte counts as one.
  let tenths = 1
  for (let i = 0; i < fraction.length; i++) tenths *= 10
  const bytes = Number(match[1]) * scale + Math.ceil((Number(fraction) * scale) / tenths)
  return Number.isSafeInteger(bytes) ? bytes : null
}

const MIB = 1024 * 1024
const QUANTITY_PATTERN = '^\\d+(\\.\\d{1,9})?(k|M|G|T|P|Ki|Mi|Gi|Ti|Pi)?$'
const QUANTITY = {
  anyOf: [
    { type: 'string', pattern: QUANTITY_PATTERN },
    { type: 'integer', minimum: 0 },
  ],
}

function quantity(
  unit: number,
  round: (x: number) => number,
  min: number,
  max: number,
  range: string,
): z.ZodType<number> {
  return scalar(
    `a quantity from ${range}, as Kubernetes writes it`,
    (value) => {
      const bytes = bytesOfQuantity(value)
      if (bytes === null) return undefined
      const amount = round(bytes / unit)
      return amount >= min && amount <= max ? amount : undefined
    },
    QUANTITY,
  )
}

/** A game, zone or component of a run: a scenario's name, or one with an ordinal behind it. */
export const runName = matching(/^[a-z0-9](?:[-a-z0-9]{0,78}[a-z0-9])?$/, 'a name of a-z, 0-9 and hyphens inside')

const PATH_NAME = /^(?=.{1,400}$)[a-z0-9][-.a-z0-9]*(?:\/[a-z0-9][-.a-z0-9]*){1,5}$/

/** `game/zone/component-ordinal`, or as a live fleet has it: `namespace/name`, `reserved/plan/namespace/name`. */
export const podName = matching(PATH_NAME, 'a name such as game/zone/component-0')

/** `game/zone`, or as a live fleet has it: `namespace/name`. */
export const groupName = matching(PATH_NAME, 'a name such as game/zone or namespace/name')

const PIB_MIB = 1024 * 1024 * 1024

/** A request in bytes, to MiB, rounded up. */
export const requestMib = quantity(MIB, Math.ceil, 0, PIB_MIB, '0 to 1Pi')
/** A request in bytes of memory, at least 1 MiB, rounded up. */
export const requestMemoryMib = quantity(MIB, Math.ceil, 1, 64 * MIB, '1Mi to 64Ti')
/** Something a host has, in bytes, to MiB, rounded down. */
export const allocatableMib = quantity(MIB, Math.floor, 1, PIB_MIB, '1Mi to 1Pi')
/** Something kept back on a host, in bytes, to MiB, rounded up. */
export const reservedMib = quantity(MIB, Math.ceil, 0, 64 * MIB, '0 to 64Ti')
/** A request in bytes a second, to KiB/s, rounded up. */
export const requestKibps = quantity(1024, Math.ceil, 0, PIB_MIB, '0 to 1Ti')
/** A disk's rate in bytes a second, to KiB/s, rounded down; 0 promises none. */
export const allocatableKibps = quantity(1024, Math.floor, 0, PIB_MIB, '0 to 1Ti')

const GIB = 1024 * MIB
/** What a link carries, in bytes a second. */
export const bytesPerSecond = quantity(1, Math.floor, 1024, 1024 * GIB, '1Ki to 1Ti')
/** Bytes of a layer, or of a disk for layers. */
export const imageBytes = quantity(1, Math.ceil, 1024, 1024 * GIB, '1Ki to 1Ti')

/** Whole Cpus of a request: `3`, `"3"`, `2500m`; a part of a Cpu rounds up, since Cpus are exclusive. */
export const requestCpus = scalar(
  `Cpus from 1 to ${CPUS_MAX}, such as 4 or 3500m`,
  (value) => {
    const milli = milliOfQuantity(value)
    const cpus = milli === null ? 0 : Math.ceil(milli / 1000)
    return cpus >= 1 && cpus <= CPUS_MAX ? cpus : undefined
  },
  {
    anyOf: [
      { type: 'string', pattern: '^\\d+(\\.\\d{1,3})?$|^\\d+m$' },
      { type: 'number', exclusiveMinimum: 0 },
    ],
  },
)

/** Thousandths of a Cpu in a load: `200m`, `0.2`, 2. */
export const loadMilli = scalar(
  'Cpu from 0 to 1024, such as 250m or 2',
  (value) => {
    const milli = milliOfQuantity(value)
    return milli !== null && milli <= CPUS_MAX * 1000 ? milli : undefined
  },
  {
    anyOf: [
      { type: 'string', pattern: '^\\d+(\\.\\d{1,3})?$|^\\d+m$' },
      { type: 'number', minimum: 0 },
    ],
  },
)

function milliOfQuantity(value: unknown): number | null {
  const written = typeof value === 'number' ? String(value) : value
  if (typeof written !== 'string') return null
  const match = /^(\d{1,7})(?:\.(\d{1,3}))?$|^(\d{1,10})m$/.exec(written)
  if (match === null) return null
  if (match[3] !== undefined) return Number(match[3])
  return Number(match[1]) * 1000 + Number((match[2] ?? '').padEnd(3, '0'))
}

const DURATION_PATTERN = '(\\d+(us|ms|s|m|h|d))+'

/** A duration in microseconds, at least minUs. */
export function duration(minUs: number, minText: string): z.ZodType<number> {
  return scalar(
    `a duration from ${minText} to 3650d, such as 10m or 1h30m`,
    (value) => {
      const us = microsecondsOf(value, false)
      return us !== null && us >= minUs ? us : undefined
    },
    { anyOf: [{ type: 'string', pattern: `^${DURATION_PATTERN}$` }, { const: 0 }] },
  )
}

/** A time relative to the scenario's start, in microseconds; `-30d` is before it. */
export const offset = scalar(
  'a time from the start such as 18h, or -30d for before it',
  (value) => microsecondsOf(value, true) ?? undefined,
  { anyOf: [{ type: 'string', pattern: `^-?${DURATION_PATTERN}$` }, { const: 0 }] },
)

/** A date and time, UTC unless it says otherwise, in microseconds since 1970. */
export const date = scalar(
  'a date and time such as 2026-03-05 18:10 (UTC)',
  (value) =>
    typeof value === 'string' || typeof value === 'number' ? (parseTimestamp(String(value)) ?? undefined) : undefined,
  { anyOf: [{ type: 'string' }, { type: 'integer', minimum: 0 }] },
)

/** The name of a file, without folders. */
export const fileName = scalar(
  'the name of a file, without folders',
  (value) => (typeof value === 'string' && /^[^/\\]{1,255}$/.test(value) && !/^\.+$/.test(value) ? value : undefined),
  { type: 'string', pattern: '^[^/\\\\]{1,255}$' },
)

/** Ascending Cpu numbers from the list form of Linux, `0-3,48-51`. */
export const cpuList = scalar(
  `a Cpu list such as 0-3,48-51, ascending, below ${CPUS_MAX}`,
  (value) => {
    const cpus =
      typeof value === 'string' ? parseCpuList(value) : Number.isInteger(value) ? parseCpuList(String(value)) : null
    return cpus !== null && (cpus.length === 0 || cpus[cpus.length - 1] < CPUS_MAX) ? cpus : undefined
  },
  {
    anyOf: [
      { type: 'string', pattern: '^(\\d+(-\\d+)?(,\\d+(-\\d+)?)*)?$' },
      { type: 'integer', minimum: 0 },
    ],
  },
)

/** A text that its own canonical form equals. canonicalOf: that form, or null when the text means nothing. */
export function canonical(expected: string, canonicalOf: (text: string) => string | null): z.ZodType<string> {
  return scalar(expected, (value) => (typeof value === 'string' && canonicalOf(value) === value ? value : undefined), {
    type: 'string',
  })
}

/** A text of one fixed form. */
export function matching(pattern: RegExp, expected: string): z.ZodType<string> {
  return scalar(expected, (value) => (typeof value === 'string' && pattern.test(value) ? value : undefined), {
    type: 'string',
    pattern: pattern.source,
  })
}
