import { createHash } from 'node:crypto'
import { LUCK, type Luck } from '../../../simulator/simulation-options.ts'
import type { Setting } from '../../model/parse/settings.ts'
import type { Arguments } from '../arguments.ts'
import { gridOf } from './grid.ts'

/** Reads `--set PATH=VALUE`, one value for each path, for commands that run one scenario. Faults are noted. */
export function oneSettingEach(args: Arguments): readonly Setting[] {
  return gridOf(args.texts('--set', 'PATH=VALUE'), args.faults).map(({ path, values }) => {
    if (values.length > 1) args.fault('--set', `${values.length} values of ${path}`, 'one')
    return { path, value: values[0] }
  })
}

/** Reads `--split SOURCE=N,SOURCE=N`. Faults are noted. */
export function luckIn(args: Arguments): Partial<Luck> {
  const luck: Partial<Record<keyof Luck, number>> = {}
  const expected = `SOURCE=N with a source of ${LUCK.join(', ')} and a seed`
  for (const text of args.texts('--split', expected).flatMap((part) => part.split(','))) {
    const match = /^(\w+)=(\d{1,15})$/.exec(text.trim())
    const source = LUCK.find((name) => name === match?.[1])
    if (match === null || source === undefined) args.fault('--split', text, expected)
    else luck[source] = Number(match[2])
  }
  return luck
}

/** Tells runs of one scenario with other settings or luck apart. */
export function digestOf(settings: readonly Setting[], luck: Partial<Luck>): string {
  return createHash('sha256')
    .update(JSON.stringify([settings, luck]))
    .digest('hex')
    .slice(0, 8)
}
