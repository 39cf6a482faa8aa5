import * as Comlink from 'comlink'
import { bundledCaseNames, openBundledCase } from './cases/bundled-cases.ts'
import { readRunFiles } from './cases/read-run-files.ts'
import type { CasesApi } from './cases-protocol.ts'

/** Reads cases, lets today's engine decide mended ones again, and audits what comes of it. */
const api: CasesApi = {
  names: bundledCaseNames,
  openBundled: openBundledCase,
  openFiles: readRunFiles,
}

Comlink.expose(api)
