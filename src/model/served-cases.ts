/** Where a server names the cases that were found in the folder where it stands: always answered. */
export const CASES_PATH = '/cases.json'

/** What CASES_PATH answers. */
export interface CasesAnswer {
  readonly names: readonly string[]
}

/** The files of a case that a page plays. */
export const CASE_FILES = ['manifest.json', 'fleet.json', 'events.ndjson', 'decisions.ndjson', 'case.json'] as const

/** Where a server has a file of a case. */
export function caseFilePath(name: string, file: string): string {
  return `/cases/${name}/${file}`
}

/** The page that plays a case. */
export function casePage(name: string): string {
  return `prove/case/${encodeURIComponent(name)}`
}
