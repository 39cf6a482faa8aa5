import { ok, type Result } from '../../base/result.ts'
import type { CurveNaming } from '../../model/import/readings.ts'
import { writeCurve } from '../../model/import/write-curve.ts'
import type { CurveDocument } from '../../model/parse/curve.ts'
import type { Arguments } from '../arguments.ts'
import type { DocumentImport, ImportedDocument } from './documents.ts'

/** Options of every kind that gives curves. */
export const CURVE_OPTIONS = ['--name', '--title', '--source']

/** How one file of a kind becomes a curve. */
export function curveImport(
  args: Arguments,
  read: (text: string, naming: CurveNaming) => Result<CurveDocument>,
): DocumentImport {
  const said = { ...optionalText(args, 'title', '--title'), ...optionalText(args, 'source', '--source') }
  return {
    key: 'curves',
    fallbackName: 'curve',
    read: (text, name) => {
      const curve = read(text, { ...said, name })
      return curve.ok ? ok(curveDocument(curve.value)) : curve
    },
  }
}

/** A curve as a document to write. */
export function curveDocument(curve: CurveDocument): ImportedDocument {
  const samples = curve.form.kind === 'samples' ? curve.form.samples.length : 0
  return { text: writeCurve(curve), value: { curve }, cells: [`${samples} samples`, curve.source] }
}

/** An option's text under a key; nothing where it was not given. */
export function optionalText(args: Arguments, key: string, option: string): Readonly<Record<string, string>> {
  const text = args.text(option, 'a text', null)
  return text === null ? {} : { [key]: text }
}
