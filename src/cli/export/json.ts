import { eachDecision } from './each-decision.ts'
import type { ExportKind } from './export-kind.ts'
import { eachRow, tableOption } from './run-table.ts'

const BATCH_LENGTH = 1 << 16

/** `berth export json`: a table of a run as one JSON list, decisions as the log has them. */
export const JSON_LIST: ExportKind = {
  options: ['--table'],
  formats: ['json'],
  isBinary: false,
  logs: (args) => (tableOption(args) === 'decisions' ? ['decisions'] : []),
  prepare: (args) => {
    const table = tableOption(args)
    return async (run, sink) => {
      let batch = '['
      let isFirst = true
      const take = (value: object): Promise<void> | boolean => {
        batch += `${isFirst ? '\n' : ',\n'}${JSON.stringify(value)}`
        isFirst = false
        if (batch.length < BATCH_LENGTH) return true
        const full = batch
        batch = ''
        return sink.write(full)
      }
      const faults = table === 'decisions' ? await eachDecision(run, take) : await eachRow(run, table, () => {}, take)
      await sink.write(`${batch}\n]\n`)
      return faults
    }
  },
}
