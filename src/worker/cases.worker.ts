import * as Comlink from 'comlink'
import { failed } from '../base/result.ts'
import { bundledCaseNames, openNamedCase } from './cases/bundled-cases.ts'
import { explainCase } from './cases/explain-case.ts'
import { foundCaseNames } from './cases/found-cases.ts'
import { readRunFiles } from './cases/read-run-files.ts'
import type { CaseResult, CasesApi } from './cases-protocol.ts'

const expected = 'the files of a run directory, chosen again'
let ofFiles: CaseResult = failed([{ path: 'case', found: 'an address alone', expected }])

/** Reads cases, lets today's engine decide mended ones again, and audits what comes of it. */
const api: CasesApi = {
  names: async () => [...(await foundCaseNames()), ...(await bundledCaseNames())],
  openBundled: openNamedCase,
  openFiles(title, files) {
    const result = readRunFiles(title, files)
    ofFiles = result
    return result
  },
  async explain(name, seq) {
    const opened = name === null ? ofFiles : await openNamedCase(name)
    return opened.ok ? explainCase(opened.value, seq) : opened
  },
}

Comlink.expose(api)
