import { joinPath } from '../../src/model/parse/faults.ts'
import { type Format, runRow } from './format.ts'
import { playSchedulingCase, schedulingCaseSchema, schedulingTranscriptSchema } from './scheduling-case.ts'
import { compareTranscripts } from './scheduling-compare.ts'

const rowSchema = schedulingCaseSchema.extend({ expect: schedulingTranscriptSchema })

/** Rows of `scheduling.ndjson`: pods placed one after another by kube-scheduler. */
export const scheduling: Format = {
  name: 'scheduling',
  isOwn: (row) => 'pending' in row,
  run: (row) =>
    runRow(rowSchema, row, ({ expect, ...given }) => {
      const played = playSchedulingCase(given)
      if (!played.ok) return played
      const mismatches = compareTranscripts(expect.steps, played.value)
      return { mismatches: mismatches.map((each) => ({ ...each, field: joinPath('expect', each.field) })) }
    }),
}
